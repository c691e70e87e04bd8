"""How a volunteer stands, for themselves and for those who keep them."""

from datetime import date

from django.utils.translation import pgettext

from marketplace.desks.words import staff_word
from marketplace.volunteers.choices import VolunteerState
from marketplace.volunteers.lifecycle import VOLUNTEER
from marketplace.volunteers.models import Volunteer


def standing(one: Volunteer, today: date) -> tuple[str, str]:
    """(word, tone). Whoever is not insured is asked for nothing, and does not read that they are ready."""
    until = one.insured_until_on
    if one.state == VolunteerState.ACTIVE and (until is None or until <= today):
        return pgettext("volunteers", "To be looked at"), "waiting"
    return staff_word(VOLUNTEER, one.state)
