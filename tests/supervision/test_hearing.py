from datetime import timedelta

import pytest

from marketplace.needs.choices import NeedState
from marketplace.satisfaction.models import Verdict
from marketplace.satisfaction.rules import Tally
from marketplace.supervision import hearing
from marketplace.workorders.choices import OfferState, OrderState
from marketplace.workorders.models import Offer, WorkOrder
from tests import makers
from tests.makers import NOW, later, make_need
from tests.supervision.conftest import somebody

pytestmark = pytest.mark.django_db
SINCE = NOW - timedelta(days=30)


def heard(scene, score, *, service=None, community=None, given_at=NOW) -> Verdict:
    """A finished order of `service` that somebody has judged."""
    need = make_need(NeedState.CLOSED, resident=somebody(scene, community))
    order = WorkOrder.objects.create(
        number=f"{need.number}-1",
        need=need,
        state=OrderState.CLOSED,
        opened_at=NOW,
        delivered_at=NOW,
        ended_at=NOW,
    )
    if service:
        Offer.objects.create(
            work_order=order, service=service, state=OfferState.DONE, offered_at=NOW
        )
    return Verdict.objects.create(work_order=order, score=score, channel="phone", given_at=given_at)


def test_answers_are_counted_where_people_live_from_the_moment_asked_for(scene, bureau, stranger):
    elsewhere = makers.make_community(number=2)
    for score in (5, 4, 3, 1):
        heard(scene, score)
    heard(scene, 2, community=elsewhere)
    heard(scene, 5, given_at=SINCE)
    heard(scene, 5, given_at=SINCE - timedelta(microseconds=1))
    tallies = hearing.tally_by_community(bureau, since=SINCE)
    assert tallies == {scene.community.pk: Tally(3, 5), elsewhere.pk: Tally(0, 1)}
    assert hearing.total_of(tallies) == Tally(3, 6)
    assert hearing.tally_by_community(stranger, since=SINCE) == {}
    assert hearing.total_of({}) == Tally(0, 0)


def test_nobody_is_called_good_or_bad_with_too_few_answers(scene, bureau):
    few, many = scene.service(), scene.service()
    for _ in range(hearing.ENOUGH - 1):
        heard(scene, 1, service=few)
    for _ in range(hearing.ENOUGH):
        heard(scene, 5, service=many)
    best, worst = hearing.best_and_worst(bureau, since=SINCE)
    assert [(score.organization, score.tally) for score in best] == [
        (many.organization, Tally(10, 10))
    ]
    assert worst == []


def test_the_surest_stand_first_and_those_below_the_target_apart(scene, bureau, stranger):
    services = {name: scene.service() for name in ("sure", "good", "poor", "fair")}
    answers = {"sure": [5] * 14, "good": [5] * 10, "poor": [5] * 4 + [2] * 8, "fair": [5] * 9 + [1]}
    for name, scores in answers.items():
        for score in scores:
            heard(scene, score, service=services[name])
    best, worst = hearing.best_and_worst(bureau, since=SINCE)
    named = {service.organization: name for name, service in services.items()}
    assert [named[score.organization] for score in best] == ["sure", "good"]
    assert [named[score.organization] for score in worst] == ["poor", "fair"]
    assert [score.interval.low < score.interval.high for score in (*best, *worst)] == [True] * 4
    assert hearing.best_and_worst(stranger, since=SINCE) == ([], [])
    assert hearing.best_and_worst(bureau, since=later(days=1)) == ([], [])
    assert [len(part) for part in hearing.best_and_worst(bureau, since=SINCE, most=1)] == [1, 1]
