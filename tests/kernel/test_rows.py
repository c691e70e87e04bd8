"""Many rows are written at once as one by one, and whoever pauses the collector starts it again."""

import gc
from itertools import count

import pytest
from django.db import IntegrityError, transaction

from marketplace.dispatch.actions import propose_for
from marketplace.dispatch.models import Proposal, Unserved
from marketplace.kernel import rows
from marketplace.kernel.rows import insert, nothing_to_collect
from tests import makers
from tests.makers import later


@pytest.fixture
def unserved(scene):
    """Rows that are not kept, each of an order of its own."""
    orders = [scene.ordered(resident=makers.make_resident(scene.community)) for _ in range(3)]
    run = propose_for(orders[0], by=None, at=later(hours=1))
    Unserved.objects.all().delete()
    return [
        {
            "run_id": run.pk,
            "work_order_id": order.pk,
            "offering": number,
            "eligible": 0,
            "reasons": {"area": number, "说明": "“引号” 'and' \\ %s"},
        }
        for number, order in enumerate(orders)
    ]


def kept() -> list[dict]:
    return list(Unserved.objects.values("run", "work_order", "offering", "eligible", "reasons"))


@pytest.mark.django_db
def test_rows_are_kept_as_bulk_create_keeps_them(unserved):
    Unserved.objects.bulk_create(Unserved(**row) for row in unserved)
    one_by_one = kept()
    Unserved.objects.all().delete()
    insert(Unserved, unserved)
    assert kept() == one_by_one


@pytest.mark.django_db
def test_more_rows_than_fit_into_one_statement_are_all_kept(
    unserved, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(rows, "BATCH", 2)
    with django_assert_num_queries(2):
        insert(Unserved, unserved)
    assert len(kept()) == 3


@pytest.mark.django_db
def test_nothing_given_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(Unserved, [])


@pytest.mark.django_db
def test_what_is_nobody_is_kept_as_null(unserved, scene):
    service = scene.service()
    proposal = {
        "run_id": unserved[0]["run_id"],
        "work_order_id": unserved[0]["work_order_id"],
        "service_id": service.pk,
        "terms": {},
        "facts": {},
        "total": 0,
    }
    insert(Proposal, [proposal])
    found = Proposal.objects.get()
    assert (found.runner_up, found.volunteer, found.offer, found.not_offered) == (None,) * 3 + ("",)


@pytest.mark.django_db
def test_the_database_judges_these_rows_as_all_others(unserved):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Unserved, [unserved[0], unserved[0]])


@pytest.mark.parametrize("collects", [True, False])
def test_the_collector_goes_on_as_it_was(collects):
    was = gc.isenabled()
    (gc.enable if collects else gc.disable)()
    try:
        with pytest.raises(ZeroDivisionError), nothing_to_collect():
            assert not gc.isenabled()
            next(1 // 0 for _ in count())
        assert gc.isenabled() == collects
    finally:
        (gc.enable if was else gc.disable)()
