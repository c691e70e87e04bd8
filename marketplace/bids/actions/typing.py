from django.utils.translation import gettext_lazy as _

from marketplace.bids.models import OpeningKey
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.sealing import NoShare, Share


def typed_share(text: str, key: OpeningKey) -> Share:
    """The share as its holder typed it off the paper; a refusal where it is not the one of this key."""
    try:
        share = Share.typed(text)
    except NoShare:
        raise Malformed(
            "share_mistyped",
            _("A sign is wrong or missing: please compare with your paper."),
            field="share",
        ) from None
    if share.public != key.public:
        raise RuleBroken(
            "another_share", _("This is a share, but not yours for this batch."), field="share"
        )
    return share
