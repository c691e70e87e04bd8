from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.places.queries import covers
from marketplace.supervision.models import Alert

WATCHERS = (Role.DISPATCHER, Role.SUBDISTRICT_OFFICER, Role.BUREAU_OFFICER)


def may_acknowledge(user: User, alert: Alert) -> bool:
    return covers(user, WATCHERS, alert.need.community)
