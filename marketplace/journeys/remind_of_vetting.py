from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketplace.organizations import actions as organizations
from marketplace.organizations.queries import to_be_reminded
from marketplace.organizations.rules import vetting_due_on
from marketplace.texting.actions import tell


def remind_of_vetting(*, at: datetime) -> int:
    """Whoever is looked at again within thirty days is told so, once a year: on their page, and by message where the
    number takes any. How many."""
    reminded = 0
    for organization in to_be_reminded(at):
        with transaction.atomic():
            organizations.note_reminder(organization, at=at)
            # In the language of the country: nobody is at a page who could have chosen another.
            with translation.override("zh-hans"):
                due = date_format(vetting_due_on(organization.vetted_on), "DATE_FORMAT")
                text = _(
                    "Cloud Supermarket: %(name)s is looked at again on %(due)s. Please hand in this year's papers."
                ) % {"name": organization.name, "due": due}
            transaction.on_commit(partial(tell, organization.phone, text))
        reminded += 1
    return reminded
