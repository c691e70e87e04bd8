"""What the database refuses by raw SQL, past every action."""

from datetime import timedelta

import pytest

from marketplace.evaluations.choices import EvaluationState
from marketplace.evaluations.models import (
    DimensionScore,
    Evaluation,
    Measurement,
    SampleDraw,
    SampleMember,
    Scheme,
    ScoreSheet,
)
from tests import makers
from tests.contracts.makers import at_the_clock
from tests.contracts.test_triggers import sql, takes
from tests.evaluations.makers import BEGUN, Delivered
from tests.panels.makers import agree

pytestmark = pytest.mark.django_db
CONTENT = [5] * 12


def test_an_answer_asked_by_the_provider_or_a_partner_of_its_bid_is_refused():
    delivered = Delivered(people=2)
    evaluation = delivered.opened()
    answer = (
        "UPDATE evaluations_samplemember SET state = 'answered', score = 5, asked_at = %s, "
        "asked_by_id = %s WHERE id = %s"
    )
    partner = makers.make_organization()
    agree(delivered.tendered.first, partner)
    delivered.tendered.first.partners.create(organization=partner)
    first, second = evaluation.members.all()
    for insider in (delivered.manager, makers.make_member(partner)):
        assert not takes(lambda by=insider: sql(answer, BEGUN, by.pk, first.pk))
    assert takes(lambda: sql(answer, BEGUN, delivered.officer.pk, second.pk))
    assert not takes(
        lambda: sql("UPDATE evaluations_samplemember SET score = 1 WHERE id = %s", second.pk)
    )


def test_whoever_was_drawn_stays_drawn():
    delivered = Delivered(people=2)
    evaluation = delivered.opened()
    stranger = makers.make_resident()
    assert not takes(lambda: SampleMember.objects.update(resident=stranger))
    assert not takes(lambda: SampleMember.objects.all().delete())
    assert not takes(lambda: SampleDraw.objects.update(seed="other"))
    assert evaluation.members.count() == 2


def test_points_stay_within_the_scheme_and_as_signed():
    delivered = Delivered()
    evaluation = delivered.scored(CONTENT, 30, 10, 10, 10)
    score = DimensionScore.objects.first()
    for points in (31, 41):
        assert not takes(
            lambda to=points: DimensionScore.objects.filter(pk=score.pk).update(points=to)
        )
    assert not takes(lambda: score.delete())
    assert evaluation.state == EvaluationState.SCORED


def test_a_sheet_belongs_to_a_seat_of_its_panel_and_is_signed_whole():
    delivered, other = Delivered(people=1), Delivered(people=1)
    evaluation, elsewhere = delivered.visited([5]), other.visited([5])
    seat, foreign = delivered.panel.seats.first(), other.panel.seats.first()
    sheet = ScoreSheet(evaluation=evaluation, seat=foreign, opened_at=BEGUN)
    assert not takes(lambda: sheet.save())
    sheet.seat = seat
    assert takes(lambda: sheet.save())
    points = DimensionScore(sheet=sheet, dimension="finance", points="20.01")
    assert not takes(lambda: points.save())
    points.points = 20
    assert takes(lambda: points.save())
    assert not takes(lambda: ScoreSheet.objects.update(signed_at=BEGUN))
    assert elsewhere.pk != evaluation.pk


@pytest.mark.parametrize(("moved", "passes"), [(-1, False), (0, True)])
def test_a_result_is_final_when_the_time_to_object_is_over_by_the_databases_clock(moved, passes):
    delivered = Delivered()
    evaluation = delivered.announced(CONTENT)
    at_the_clock(evaluation.objections_until + timedelta(milliseconds=moved))
    finish = "UPDATE evaluations_evaluation SET state = 'final', signed_at = %s, signed_by_id = %s WHERE id = %s"
    assert not takes(lambda: sql(finish, BEGUN, delivered.officer.pk, evaluation.pk))
    assert takes(lambda: sql(finish, BEGUN, delivered.second.pk, evaluation.pk)) is passes


def test_what_is_final_never_changes():
    delivered = Delivered()
    evaluation = delivered.finished(CONTENT)
    this = Evaluation.objects.filter(pk=evaluation.pk)
    for facts in ({"score": 1}, {"satisfied": 1}, {"passed": False}, {"signed_at": BEGUN}):
        assert not takes(lambda to=facts: this.update(**to))
    assert not takes(lambda: this.update(state="objecting"))
    assert not takes(lambda: this.delete())
    member = evaluation.members.first()
    assert not takes(
        lambda: SampleMember.objects.filter(pk=member.pk).update(state="withdrawn", score=None)
    )
    assert not takes(lambda: ScoreSheet.objects.update(signed_at=None))
    assert not takes(
        lambda: (
            Measurement.objects.all().delete()
            if Measurement.objects.exists()
            else sql("UPDATE evaluations_sitevisit SET findings = ''")
        )
    )


def test_an_instalment_is_paid_the_moment_its_evaluation_is_final_and_not_before():
    delivered = Delivered()
    pay = (
        "UPDATE contracts_instalment SET state = 'paid', paid_at = %s, paid_by_id = %s "
        "WHERE contract_id = %s AND due_with = 'midterm'"
    )
    values = (BEGUN, delivered.officer.pk, delivered.contract.pk)
    evaluation = delivered.announced(CONTENT)
    assert not takes(lambda: sql(pay, *values))
    at_the_clock(evaluation.objections_until)
    evaluation.state, evaluation.signed_at = "final", BEGUN
    evaluation.signed_by = delivered.second
    evaluation.save()
    assert takes(lambda: sql(pay, *values))
    assert not takes(lambda: sql(pay.replace("midterm", "final"), *values))


def test_schemes_never_change_and_are_a_hundred_points():
    assert not takes(lambda: Scheme.objects.update(sample_share=50))
    assert not takes(lambda: Scheme.objects.all().delete())
    new = Scheme(from_on=BEGUN.date(), made_at=BEGUN, outcome=21)
    assert not takes(lambda: new.save())
    new.outcome, new.finance = 30, 10
    assert takes(lambda: new.save())
