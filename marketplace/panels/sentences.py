"""Why a panel cannot be filled, in words with counts."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.panels.choices import EvaluatorKind, Obstacle
from marketplace.panels.engine import Supply


def why_short(supply: Supply) -> str:
    """“2 experts are wanted. Of 6 on the list, 3 cannot: 2 work for a bidder, or did lately; …”"""
    wanted = _wanted(supply)
    of_all = ngettext("%(all)s is on the list.", "%(all)s are on the list.", supply.registered)
    told = [wanted, of_all % {"all": supply.registered}]
    told += [
        _("%(count)s cannot: %(reason)s.") % {"count": count, "reason": _in_line(code)}
        for code, count in supply.obstacles.items()
    ]
    if supply.free >= supply.wanted:
        told.append(_("Those who could are needed for the other panels that are drawn with it."))
    return " ".join(told)


def _wanted(supply: Supply) -> str:
    if supply.role == EvaluatorKind.EXPERT:
        text = ngettext(
            "%(count)s expert is wanted.", "%(count)s experts are wanted.", supply.wanted
        )
    else:
        text = ngettext(
            "%(count)s representative of the purchaser is wanted.",
            "%(count)s representatives of the purchaser are wanted.",
            supply.wanted,
        )
    return text % {"count": supply.wanted}


def _in_line(code: str) -> str:
    label = str(Obstacle(code).label)
    return label[:1].lower() + label[1:]
