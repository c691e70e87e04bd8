from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.places import queries as places


def may_run_rounds(user: User | None) -> bool:
    """Dispatchers, and time itself."""
    return user is None or places.holds(user, Role.DISPATCHER)


def may_see_runs(user: User) -> bool:
    return places.holds(user, Role.DISPATCHER, Role.BUREAU_OFFICER)


def may_see_weights(user: User) -> bool:
    """Whoever works by them, and whoever answers for them."""
    return places.holds(user, Role.DISPATCHER, Role.BUREAU_OFFICER)


def may_set_weights(user: User) -> bool:
    """The weights, and how often rounds run: the bureau's alone."""
    return places.holds(user, Role.BUREAU_OFFICER)
