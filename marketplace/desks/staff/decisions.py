"""What a judge may decide: in which words, with which questions, and what is said afterwards."""

from typing import Any

from django.utils.translation import gettext_lazy

# Which fields each decision asks for, beside the safety question.
ASKS: dict[str, tuple[str, ...]] = {
    "approve": ("need_type",),
    "judge": ("need_type",),
    "return": ("missing",),
    "refer": ("to", "refer_note"),
    "merge": ("into",),
    "reject": ("reject_reason", "reject_note"),
    "propose": ("proposal",),
}
CONDITIONAL = frozenset(name for names in ASKS.values() for name in names)
# The branch of the page each decision opens.
BRANCHES: dict[str, tuple[str, ...]] = {
    "approve": ("related",),
    "judge": (),
    "return": ("missing", "return_note"),
    "refer": ("to", "refer_note"),
    "merge": ("into",),
    "reject": ("reject_reason", "reject_note"),
    "propose": ("proposal",),
}
WORDS: dict[str, tuple[Any, Any]] = {
    "approve": (
        gettext_lazy("Approve it"),
        gettext_lazy("It becomes a work order, and a provider is looked for."),
    ),
    "judge": (
        gettext_lazy("Judge it, and let the subdistrict decide"),
        gettext_lazy("If somebody is in danger it is ordered at once."),
    ),
    "return": (
        gettext_lazy("Return it: something is missing"),
        gettext_lazy("Tick everything that is missing, so that nobody has to come twice."),
    ),
    "refer": (
        gettext_lazy("Pass it on to another office"),
        gettext_lazy("The need ends here; the resident is told where to turn."),
    ),
    "merge": (
        gettext_lazy("Join it with an earlier need"),
        gettext_lazy("The earlier one goes on, this one ends."),
    ),
    "reject": (
        gettext_lazy("Reject it"),
        gettext_lazy("The resident reads the reason and may complain."),
    ),
    "propose": (
        gettext_lazy("Propose it for the list of needs"),
        gettext_lazy("It waits until the list has an answer."),
    ),
}
DONE: dict[str, Any] = {
    "approve": gettext_lazy("Approved. The order waits for a provider."),
    "judge": gettext_lazy("Judged. The subdistrict decides next."),
    "return": gettext_lazy("Returned, with everything that is missing."),
    "refer": gettext_lazy("Passed on."),
    "merge": gettext_lazy("Joined with the earlier need."),
    "reject": gettext_lazy("Rejected. The resident is told why."),
    "propose": gettext_lazy("Proposed for the list of needs."),
}
FAST = gettext_lazy("Fast lane: approved, ordered, and the best provider is being asked.")
