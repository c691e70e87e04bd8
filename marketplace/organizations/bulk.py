"""What is done to all organizations at once, by a command."""

from django.db import transaction

from marketplace.organizations.models import Organization


@transaction.atomic
def rebuild_account_digests(*, dry_run: bool = False) -> tuple[int, int]:
    """Make the digests of bank accounts anew, after BLIND_INDEX_KEY was changed; a dry run only counts.

    Returns how many accounts there are, and how many digests were other than the present key makes them.
    """
    found = Organization.objects.filter(bank_account__blank=False).order_by("pk")
    field = Organization._meta.get_field("bank_account_digest")
    seen = renewed = 0
    for one in found.select_for_update(of=("self",), no_key=True):
        before = one.bank_account_digest
        seen, renewed = seen + 1, renewed + (field.pre_save(one, add=False) != before)
        if not dry_run:
            one.save(update_fields=["bank_account_digest"])
    return seen, renewed
