"""A set of weights that is not in force: what an officer has in mind, judged before anybody computes with it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from marketplace.dispatch.models import WeightSet
from marketplace.dispatch.rules import against_weights
from marketplace.kernel.errors import Malformed


def draft_of(values: Mapping[str, int], *, block_banned: bool, version: int = 0) -> WeightSet:
    """The set as it would be kept, without who, when and why.

    Malformed names every weight that is out of bounds, or does not fit the others.
    """
    wrong = against_weights(values)
    if wrong:
        raise Malformed("weights", _("These weights cannot be put in force."), fields=wrong)
    return WeightSet(version=version, block_banned=block_banned, **values)
