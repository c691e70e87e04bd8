from marketplace.accounts.models import User


def may_keep_list(user: User) -> bool:
    """Add to the list of needs, retire from it, decide on proposals."""
    return user.has_perm("catalogue.keep_list")
