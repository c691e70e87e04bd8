from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.evaluations import actions as evaluations
from marketplace.evaluations.models import Evaluation, ScoreSheet
from marketplace.evaluations.rules import sheet_digest
from marketplace.panels import actions as panels
from marketplace.panels.choices import SeatState


@transaction.atomic
def sign_sheet(evaluation: Evaluation, *, by: User, at: datetime) -> ScoreSheet:
    """These are my points; the seat is signed with them. After an objection that was upheld the sheet is
    signed once more, and the seat stays signed as it was."""
    sheet = evaluations.sign_sheet(evaluation, by=by, at=at)
    if sheet.seat.state == SeatState.ACCEPTED:
        scores = sheet.scores.values_list("dimension", "points", "comment")
        panels.sign_seat(sheet.seat, digest=sheet_digest(scores), by=by, at=at)
    return sheet
