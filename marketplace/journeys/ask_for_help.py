from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.journeys.post_need import NeedItem, NewResident, post_need
from marketplace.needs.choices import Channel
from marketplace.needs.models import Need
from marketplace.places.models import Community
from marketplace.texting.actions import tell


@transaction.atomic
def ask_for_help(
    *,
    who: NewResident,
    item: NeedItem,
    community: Community,
    consent_given: bool,
    basis: str,
    follow_at: str,
    at: datetime,
) -> list[Need]:
    """Somebody asks without an account. If their phone has answered with a code, it is sent the code to follow by.

    `follow_at`: the address of the page that asks for it.
    """
    posted = post_need(
        who=who,
        items=[item],
        community=community,
        channel=Channel.PUBLIC,
        consent_given=consent_given,
        basis=basis,
        by=None,
        at=at,
    )
    if item.phone_confirmed_at is not None:
        code = posted[0].follow_code
        text = _("Cloud Supermarket: your request is with us. Its code is %(code)s: %(url)s") % {
            "code": code,
            "url": f"{follow_at}?code={code}",
        }
        transaction.on_commit(lambda: tell(who.phone, text))
    return posted
