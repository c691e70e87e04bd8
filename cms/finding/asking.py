"""“What can I get?”: who, what is hard, where. Each answer is part of the address; nothing is kept."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.shelf.lists import closed_lists
from marketplace.organizations.models import Service
from marketplace.organizations.queries import services_on_shelf
from marketplace.workorders.queries import with_free_places

DATA = Path(__file__).parents[1] / "data" / "hard.csv"
WHO, HARD, WHERE = "who", "hard", "where"
QUESTIONS = (WHO, HARD, WHERE)
# Whoever would rather not say, or does not know.
ANY = "any"


@dataclass(frozen=True, slots=True)
class Hard:
    """Something that is hard, in everyday words, and the subcategories that make it easier."""

    code: str
    zh: str
    en: str
    subcategories: tuple[str, ...]

    @property
    def words(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


@cache
def hardships() -> dict[str, Hard]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Hard(
                row["code"], row["zh"], row["en"], tuple(row["subcategories"].split())
            )
            for row in csv.DictReader(file)
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """A possible answer, as a link to the next question."""

    label: str
    url: str


class Conversation:
    """What was answered so far; unknown answers count as not given."""

    def __init__(self, asked: QueryDict) -> None:
        lists = closed_lists()
        self.labels: dict[str, dict[str, str]] = {
            WHO: lists.groups,
            HARD: {code: one.words for code, one in hardships().items()},
            WHERE: lists.subdistricts,
        }
        self.given = {}
        for name in QUESTIONS:
            answer = asked.get(name, "")
            if answer != ANY and answer not in self.labels[name]:
                break
            self.given[name] = answer

    @property
    def question(self) -> str:
        """The next one; empty when all are answered."""
        return next((name for name in QUESTIONS if name not in self.given), "")

    @property
    def title(self) -> str:
        return {
            WHO: _("Who is it for?"),
            HARD: _("What is hard?"),
            WHERE: _("Where do they live?"),
            "": _("This could help"),
        }[self.question]

    def answers(self) -> Iterator[Answer]:
        for code, label in self.labels[self.question].items():
            yield Answer(label, self._with(code))
        yield Answer(_("I do not know, or would rather not say"), self._with(ANY))

    def said(self) -> list[tuple[str, str]]:
        """Each answer in words, with the address that asks that question again."""
        told = []
        for number, name in enumerate(QUESTIONS[: len(self.given)]):
            before = QueryDict(mutable=True)
            before.update({earlier: self.given[earlier] for earlier in QUESTIONS[:number]})
            label = self.labels[name].get(self.given[name], _("not said"))
            told.append((label, "?" + before.urlencode()))
        return told

    def services(self) -> QuerySet[Service]:
        """Those with a free place first."""
        found = services_on_shelf()
        who, hard, where = (self.given.get(name, ANY) for name in QUESTIONS)
        if who != ANY:
            found = found.filter(groups=who)
        if hard != ANY:
            found = found.filter(subcategory__in=hardships()[hard].subcategories)
        if where != ANY:
            reach = Service.subdistricts.through.objects.order_by()
            here = reach.filter(subdistrict=where).values("service")
            found = found.filter(pk__in=here) | found.exclude(pk__in=reach.values("service"))
        return with_free_places(found.distinct()).order_by("-free_places", "pk")

    @property
    def words(self) -> str:
        """What a request would say."""
        hard = self.given.get(HARD, ANY)
        return hardships()[hard].words if hard != ANY else ""

    def _with(self, answer: str) -> str:
        told: Any = QueryDict(mutable=True)
        told.update({**self.given, self.question: answer})
        return "?" + told.urlencode()
