from marketplace.accounts.models import User


def may_edit_calendar(user: User) -> bool:
    """Whoever the bureau gave the calendar to; the editor's pages ask the same permission."""
    return user.is_active and user.has_perm("workdays.change_specialday")
