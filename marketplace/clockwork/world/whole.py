"""Whether there is a world already. Apart from building one, which loads the whole house."""

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User


def is_whole(usernames: dict[Role, str]) -> bool:
    """Whether a world was built to its end: until then none of the demo's accounts has a password."""
    known = User.objects.filter(username__in=usernames.values())
    return any(account.has_usable_password() for account in known)
