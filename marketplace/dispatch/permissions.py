from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.places import queries as places


def may_run_rounds(user: User | None, district: str | None) -> bool:
    """Dispatchers of the district (its code), and time itself."""
    return user is None or district in _codes(user, Role.DISPATCHER)


def districts_watched(user: User) -> list[str]:
    """The codes of the districts whose rounds, shortages and shares of work `user` may read."""
    return _codes(user, Role.DISPATCHER, Role.BUREAU_OFFICER)


def may_see_weights(user: User) -> bool:
    """Whoever works by them, and whoever answers for them."""
    return places.holds(user, Role.DISPATCHER, Role.BUREAU_OFFICER)


def may_set_weights(user: User) -> bool:
    """The weights, and how often rounds run: the bureau's alone."""
    return places.holds(user, Role.BUREAU_OFFICER)


def _codes(user: User, *roles: str) -> list[str]:
    return [district.pk for district in places.districts_of(user, *roles)]
