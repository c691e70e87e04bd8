import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue import loading
from marketplace.catalogue.choices import ProposalState
from marketplace.catalogue.files import DATA, ORDER, Row, columns_of, read_lists, record_of
from marketplace.catalogue.loading import Loaded
from marketplace.catalogue.models import NeedType, NeedTypeProposal, ServiceLevel, TargetGroup
from marketplace.catalogue.permissions import may_keep_list
from marketplace.catalogue.rules import GROUPS, LEVELS, next_code
from marketplace.catalogue.wording import fold
from marketplace.journal.actions import record
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text

# Telephone and identity numbers, however they are spaced: a proposal is read by many.
_NUMBER_OF_A_PERSON = re.compile(r"(?:[0-9][\s\-]*){7,}")


@transaction.atomic
def load_catalogue(
    *, report: Callable[[str], object] | None = None, folder: Path = DATA
) -> dict[str, Loaded]:
    """Make the lists what the files say; what the files do not name is left alone.

    All or nothing, and twice is once. A file that is wrong is refused with its row and column.
    """
    lists = read_lists(folder)
    loading.refuse_clashes(lists["need_types"])
    told = {}
    for name in ORDER:
        told[name] = loading.upsert(name, lists[name])
        if report:
            report(
                f"{name}: {told[name].created} new, {told[name].changed} changed, {told[name].equal} same"
            )
    loading.join_further_groups(lists["need_types"])
    return told


@transaction.atomic
def propose_need_type(
    text: str,
    *,
    by: User | None,
    at: datetime,
    group: TargetGroup | None = None,
    level: ServiceLevel | None = None,
) -> NeedTypeProposal:
    """Propose a need that is on no list; the same words again are the same proposal, asked once more.

    `by` is None for a resident without an account.
    """
    text = " ".join(clean_text(text, field="text", longest=120, required=True).split())
    if _NUMBER_OF_A_PERSON.search(fold(text)):
        message = _("Please describe the service only, without telephone or identity numbers.")
        raise Malformed("personal_data", message, fields={"text": message})
    proposal, made = NeedTypeProposal.objects.get_or_create(
        key=fold(text)[:120],
        state=ProposalState.OPEN,
        defaults={
            "text": text,
            "group": group,
            "level": level,
            "proposed_at": at,
            "proposed_by": by,
        },
    )
    if made:
        record("propose_need_type", proposal, by=by, at=at, changes={"text": text})
    else:
        NeedTypeProposal.objects.filter(pk=proposal.pk).update(times=F("times") + 1)
        proposal.refresh_from_db(fields=["times"])
        record("propose_need_type", proposal, by=by, at=at, changes={"times": proposal.times})
    return proposal


@transaction.atomic
def decide_proposal(
    proposal: NeedTypeProposal,
    *,
    by: User,
    at: datetime,
    need_type: NeedType | None = None,
    note: str = "",
) -> NeedTypeProposal:
    """Accept the proposal as `need_type`, added for it or listed before; without one, decline it."""
    _ask_leave(by)
    proposal = NeedTypeProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != ProposalState.OPEN:
        raise RuleBroken("already_decided", _("This proposal has already been decided."))
    note = clean_text(note, field="note", longest=300, required=need_type is None)
    if need_type and need_type.retired_on:
        raise RuleBroken("retired", _("This need type is no longer on the list."))
    proposal.state = ProposalState.ACCEPTED if need_type else ProposalState.DECLINED
    proposal.need_type, proposal.note = need_type, note
    proposal.decided_by, proposal.decided_at = by, at
    proposal.save(update_fields=["state", "need_type", "note", "decided_by", "decided_at"])
    changes = {"state": proposal.state, "need_type": need_type.code if need_type else None}
    record("decide_proposal", proposal, by=by, at=at, changes=changes, reason=note)
    return proposal


@transaction.atomic
def add_need_type(cells: Mapping[str, str], *, by: User, at: datetime) -> NeedType:
    """Put a new entry on the list. `cells` reads as a row of the file, without its code."""
    _ask_leave(by)
    group, level = cells.get("group", ""), cells.get("level", "")
    if group not in set(GROUPS) or level not in {str(number) for number in LEVELS}:
        message = _("A need type has one of the six groups and one of the four levels.")
        raise Malformed("no_such_cell", message, fields={"group": message})
    # Two who add to one cell at once would take one code: they queue at the group.
    TargetGroup.objects.select_for_update().get(code=group)
    taken = NeedType.objects.filter(group_id=group).values_list("code", flat=True)
    row = Row("need_types", 1, {**cells, "code": next_code(group, int(level), taken)})
    values = record_of(row, columns_of("need_types", _known()))
    if NeedType.objects.filter(Q(name_zh=values["name_zh"]) | Q(name_en__iexact=values["name_en"])):
        raise RuleBroken("listed_already", _("A need type of this name is already on the list."))
    loading.upsert("need_types", [values])
    loading.join_further_groups([values])
    need_type = NeedType.objects.get(code=values["code"])
    need_type.added_on = timezone.localdate(at)
    need_type.save(update_fields=["added_on"])
    record("add_need_type", need_type, by=by, at=at, changes={"name_zh": need_type.name_zh})
    return need_type


@transaction.atomic
def accept_as_new(
    proposal: NeedTypeProposal, cells: Mapping[str, str], *, by: User, at: datetime, note: str = ""
) -> NeedTypeProposal:
    """Put the proposal on the list as an entry of its own, written as for `add_need_type`."""
    need_type = add_need_type(cells, by=by, at=at)
    return decide_proposal(proposal, need_type=need_type, by=by, at=at, note=note)


@transaction.atomic
def retire_need_type(need_type: NeedType, *, by: User, at: datetime, reason: str) -> NeedType:
    """Take an entry off the list; what was asked under it keeps its name."""
    _ask_leave(by)
    reason = clean_text(reason, field="reason", longest=300, required=True)
    need_type = NeedType.objects.select_for_update().get(pk=need_type.pk)
    if need_type.retired_on:
        raise RuleBroken("retired", _("This need type is no longer on the list."))
    need_type.retired_on = timezone.localdate(at)
    need_type.save(update_fields=["retired_on"])
    record("retire_need_type", need_type, by=by, at=at, reason=reason)
    return need_type


def _ask_leave(by: User) -> None:
    if not may_keep_list(by):
        raise NotAllowed(
            "may_not_keep_list", _("Only those who keep the list of needs may do this.")
        )


def _known() -> dict[str, set[str | int]]:
    """The codes that an entry may name."""
    return {
        name: set(model._default_manager.values_list("pk", flat=True))
        for name, model in loading.MODELS.items()
        if model is not NeedType
    }
