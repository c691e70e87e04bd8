"""Who holds a contract for which kind of help, in one query: where nobody was picked, the engine prefers whoever
the district has paid for it already. It never stands in the way of anybody else."""

from collections import defaultdict
from datetime import date

from django.db.models import F

from marketplace.contracts.choices import ContractState
from marketplace.contracts.models import Contract
from marketplace.dispatch.keys import organization_key
from marketplace.workorders.queries import with_charged

Scope = tuple[str, int, str]


class Holders:
    """By group, level and subcategory: where (the code of a district or of a subdistrict), and who; the contract
    that ends first comes first."""

    def __init__(self) -> None:
        self._scopes: dict[Scope, list[tuple[str, str]]] = defaultdict(list)

    def add(self, scope: Scope, where: str, organization: int) -> None:
        self._scopes[scope].append((where, organization_key(organization)))

    def of(self, scope: Scope, subdistrict: str) -> str | None:
        """The key of the organization; None where nobody holds one."""
        for where, holder in self._scopes.get(scope, ()):
            if subdistrict.startswith(where):
                return holder
        return None


def holders_on(on: date) -> Holders:
    """Of the contracts in force that day of which something is left."""
    holders = Holders()
    in_force = Contract.objects.filter(
        state=ContractState.IN_FORCE, from_on__lte=on, until_on__gt=on
    )
    left = with_charged(in_force).filter(amount__gt=F("charged")).order_by("until_on", "pk")
    rows = left.values_list(
        "project__groups",
        "project__level",
        "project__subcategories",
        "project__subdistricts",
        "project__batch__district",
        "organization",
    )
    for group, level, subcategory, subdistrict, district, organization in rows:
        holders.add((group, level, subcategory), subdistrict or district, organization)
    return holders
