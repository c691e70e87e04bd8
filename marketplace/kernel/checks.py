"""Values that come from outside, held against what they may be."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import Malformed


def choice_of(value: str, choices: Iterable[str], *, field: str) -> str:
    """`value` if it is one of `choices`; Malformed names `field` otherwise."""
    return choices_of([value], choices, field=field)[0]


def choices_of(values: Iterable[str], choices: Iterable[str], *, field: str) -> list[str]:
    """Each of `values` once, in the order of `choices`; Malformed if one is not among them."""
    wanted, offered = list(values), [str(choice) for choice in choices]
    if any(not isinstance(value, str) or value not in offered for value in wanted):
        raise Malformed("not_a_choice", _("Please choose from the list."), field=field)
    return [choice for choice in offered if choice in wanted]


def whole_number(value: int, lowest: int, highest: int, *, field: str) -> int:
    """`value` if it is a whole number from `lowest` to `highest`; Malformed names `field` otherwise."""
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise Malformed(
            "not_in_range",
            _("Please enter a whole number from %(lowest)s to %(highest)s.")
            % {"lowest": lowest, "highest": highest},
            field=field,
        )
    return value
