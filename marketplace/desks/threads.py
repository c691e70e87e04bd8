"""What happened to a thing, told from the journal: one readable line for each verb, no personal data.

`told_of(entries)` gives the dicts that `{% timeline %}` draws. Reasons are words of staff and providers;
pages for residents leave them out.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.journal.models import Entry
from marketplace.satisfaction.choices import About
from marketplace.supervision.models import AlertKind
from marketplace.workorders.choices import DeclineReason

# What staff read, and its tone.
WORDS: dict[str, tuple[Any, str]] = {
    "post_need": (gettext_lazy("The need was posted"), "good"),
    "triage_need": (gettext_lazy("The safety question was answered"), ""),
    "assess_need": (gettext_lazy("Judged: group, level and tag"), ""),
    "return_need": (gettext_lazy("Returned, because something is missing"), "warn"),
    "answer_return": (gettext_lazy("What was missing has been added"), ""),
    "change_wishes": (gettext_lazy("The wishes were changed"), ""),
    "approve_need": (gettext_lazy("Approved"), "good"),
    "reject_need": (gettext_lazy("Rejected"), "bad"),
    "refer_need": (gettext_lazy("Passed on to another office"), "neutral"),
    "merge_need": (gettext_lazy("Joined with an earlier need"), "neutral"),
    "mark_ordered": (gettext_lazy("A work order waits for a provider"), ""),
    "mark_started": (gettext_lazy("A provider is on it"), "progress"),
    "mark_search_again": (gettext_lazy("The search for a provider begins again"), "warn"),
    "mark_fulfilled": (gettext_lazy("The work is done"), "good"),
    "mark_unfinished": (gettext_lazy("It is not done after all"), "warn"),
    "hold_need": (gettext_lazy("Paused"), "neutral"),
    "resume_need": (gettext_lazy("Wanted again"), ""),
    "hand_over": (gettext_lazy("Somebody else answers for it now"), ""),
    "complete_papers": (gettext_lazy("The papers are complete"), "good"),
    "withdraw_need": (gettext_lazy("Withdrawn"), "neutral"),
    "close_need": (gettext_lazy("Closed"), "done"),
    "reopen_need": (gettext_lazy("Opened again"), "warn"),
    "propose_need_type": (gettext_lazy("Proposed for the list of needs"), ""),
    "open_order": (gettext_lazy("Work order opened"), ""),
    "make_offer": (gettext_lazy("Offered to a provider"), ""),
    "keep_hand_cost": (gettext_lazy("What the choice by hand costs was noted"), ""),
    "accept_offer": (gettext_lazy("The provider accepted"), "good"),
    "decline_offer": (gettext_lazy("The provider declined"), "bad"),
    "return_offer": (gettext_lazy("The provider gave it back"), "bad"),
    "lapse_offer": (gettext_lazy("The provider did not answer in time"), "bad"),
    "recall_offer": (gettext_lazy("Taken away from the provider"), "warn"),
    "plan_visits": (gettext_lazy("Visits planned"), ""),
    "move_visit": (gettext_lazy("A visit was moved"), ""),
    "cancel_visit": (gettext_lazy("A visit was cancelled"), "neutral"),
    "check_in": (gettext_lazy("The helper has arrived"), "progress"),
    "check_out": (gettext_lazy("The visit is over"), "good"),
    "miss_visit": (gettext_lazy("A visit did not take place"), "bad"),
    "report_incident": (gettext_lazy("An incident was reported"), "bad"),
    "add_photo": (gettext_lazy("A photo was added"), ""),
    "deliver_order": (gettext_lazy("The provider reports the work done"), "good"),
    "confirm_order": (gettext_lazy("The work is confirmed"), "good"),
    "dispute_order": (gettext_lazy("The work was found not done"), "bad"),
    "close_order": (gettext_lazy("Work order closed"), "done"),
    "fail_order": (gettext_lazy("The work order failed"), "bad"),
    "cancel_order": (gettext_lazy("The work order was cancelled"), "neutral"),
    "give_verdict": (gettext_lazy("The resident said how it was"), ""),
    "erase_words": (gettext_lazy("What was written here was erased on request"), "neutral"),
    "ask_about_data": (gettext_lazy("The resident asked about their data"), "warn"),
    "complain": (gettext_lazy("A complaint was received"), "bad"),
    "answer_complaint": (gettext_lazy("The complaint was answered"), ""),
    "close_complaint": (gettext_lazy("The complaint was closed"), "done"),
    "plan_batch": (gettext_lazy("The batch was planned"), ""),
    "release_batch": (gettext_lazy("The batch was released"), "good"),
    "make_share": (gettext_lazy("A share of the opening key was given out"), ""),
    "prove_share": (gettext_lazy("The share was typed again, and is right"), "good"),
    "discard_share": (gettext_lazy("A lost share was made void"), "warn"),
    "give_first_share": (gettext_lazy("The first share was given"), "progress"),
    "give_second_share": (gettext_lazy("The second share was given: bids were opened"), "good"),
    "plan_project": (gettext_lazy("The project was planned"), ""),
    "revise_project": (gettext_lazy("The plan was changed"), ""),
    "move_project": (gettext_lazy("Put into another batch"), ""),
    "add_document": (gettext_lazy("A document was added"), ""),
    "remove_document": (gettext_lazy("A document was taken away"), "neutral"),
    "approve_project": (gettext_lazy("Approved for release"), "good"),
    "send_back_project": (gettext_lazy("Sent back"), "warn"),
    "release_project": (gettext_lazy("Released"), "good"),
    "ask_question": (gettext_lazy("A bidder asked a question"), ""),
    "answer_question": (gettext_lazy("The question was answered for everybody"), ""),
    "amend_project": (gettext_lazy("A change was announced"), "warn"),
    "open_bids_project": (gettext_lazy("The bids were opened"), "good"),
    "fail_tender_project": (gettext_lazy("The tender failed: too few bids"), "bad"),
    "plan_again_project": (gettext_lazy("Planned again"), ""),
    "approve_award_project": (gettext_lazy("The award was approved"), "good"),
    "cancel_project": (gettext_lazy("Called off"), "bad"),
    "propose_ban": (gettext_lazy("A ban was proposed"), "warn"),
    "give_notice_ban": (gettext_lazy("Notice was given"), "warn"),
    "state_view": (gettext_lazy("The organization stated its view"), ""),
    "drop_ban": (gettext_lazy("The ban was dropped"), "neutral"),
    "decide_ban": (gettext_lazy("The ban was decided"), "bad"),
    "appeal_ban": (gettext_lazy("The organization appealed"), "warn"),
    "uphold_ban": (gettext_lazy("The appeal was turned down"), "bad"),
    "ask_lifting": (gettext_lazy("Somebody asked for the ban to be taken back"), "warn"),
    "revoke_ban": (gettext_lazy("The ban was taken back"), "good"),
    "register_organization": (gettext_lazy("The organization was entered"), ""),
    "enter_applicant": (gettext_lazy("The organization entered itself"), ""),
    "hand_in_paper": (gettext_lazy("A paper was handed in"), ""),
    "take_back_paper": (gettext_lazy("A paper was taken back"), "neutral"),
    "accept_paper": (gettext_lazy("A paper was accepted"), "good"),
    "refuse_paper": (gettext_lazy("A paper was not accepted"), "bad"),
    "apply_organization": (gettext_lazy("It asked to be listed"), ""),
    "return_organization": (gettext_lazy("Sent back for what is missing"), "warn"),
    "list_organization": (gettext_lazy("Put on the list of able providers"), "good"),
    "admit_organization": (gettext_lazy("It moved in"), "good"),
    "suspend_organization": (gettext_lazy("Suspended"), "bad"),
    "resume_organization": (gettext_lazy("It may go on"), "good"),
    "remove_organization": (gettext_lazy("Removed for good"), "bad"),
    "remind_of_vetting": (gettext_lazy("Told that the yearly look is near"), "neutral"),
    "vet_again": (gettext_lazy("Looked at again: still able"), "good"),
    "label_quality": (gettext_lazy("The quality label was given or taken away"), ""),
    "add_licence": (gettext_lazy("A licence was entered"), ""),
    "end_licence": (gettext_lazy("A licence was ended"), "warn"),
    "add_membership": (gettext_lazy("Somebody may sign in for it"), ""),
    "end_membership": (gettext_lazy("Somebody may no longer sign in for it"), "neutral"),
    "add_worker": (gettext_lazy("Somebody visits for it"), ""),
    "register_volunteer": (gettext_lazy("Offered their time"), ""),
    "confirm_volunteer": (gettext_lazy("Papers were looked at"), "good"),
    "choose_work": (gettext_lazy("Chose what to do, and where"), ""),
    "set_places": (gettext_lazy("The number of places was changed"), ""),
    "set_availability": (gettext_lazy("The times were changed"), ""),
    "pause_volunteer": (gettext_lazy("Takes a break"), "neutral"),
    "resume_volunteer": (gettext_lazy("Is back"), "good"),
    "leave_volunteer": (gettext_lazy("Left"), "neutral"),
    "return_volunteer": (gettext_lazy("Came back"), "good"),
    "raise_alert": (gettext_lazy("An alert was raised"), "bad"),
    "acknowledge_alert": (gettext_lazy("Somebody took note of the alert"), ""),
}


def told_of(
    entries: Iterable[Entry], *, reasons: bool = True, nobody: str = ""
) -> list[dict[str, Any]]:
    """The latest first, as people look for it. `entries` come with their actor; where there is none it
    was `nobody`."""
    nobody = nobody or _("by itself or by the resident")
    return [_told(entry, reasons, nobody) for entry in reversed(list(entries))]


def _told(entry: Entry, reasons: bool, nobody: str) -> dict[str, Any]:
    word, tone = WORDS.get(entry.verb, (entry.verb.replace("_", " ").capitalize(), ""))
    return {
        "when": entry.at,
        "who": str(entry.actor) if entry.actor else nobody,
        "what": word,
        "why": _why(entry) if reasons else "",
        "tone": tone,
    }


def _why(entry: Entry) -> str:
    """The reason as it was written, or the word of a coded one."""
    if entry.reason:
        return entry.reason
    changes = entry.changes
    if entry.verb in ("decline_offer", "return_offer"):
        return _label(DeclineReason, changes.get("reason"))
    if entry.verb == "raise_alert":
        return _label(AlertKind, changes.get("kind"))
    if entry.verb == "ask_about_data":
        return _label(About, changes.get("about"))
    if entry.verb == "give_verdict":
        return _("%(score)s of 5 points") % {"score": changes.get("score")}
    return ""


def _label(choices: Any, code: Any) -> str:
    return str(choices(code).label) if code in choices.values else ""
