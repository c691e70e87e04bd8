import pytest

from marketplace.contracts import actions
from marketplace.contracts.actions import Part
from marketplace.contracts.choices import ContractState, DueWith, InstalmentState
from marketplace.evaluations.models import Evaluation
from marketplace.journeys.pay_instalment import pay_instalment
from marketplace.journeys.sign_contract import sign_contract
from marketplace.journeys.terminate_project import terminate_project
from marketplace.kernel.errors import Malformed
from marketplace.projects.choices import ProjectState
from tests.contracts.actions.test_awards import refused
from tests.contracts.makers import AMOUNT, Tendered, at_the_clock, ban, day
from tests.makers import NOW

pytestmark = pytest.mark.django_db


def test_nobody_signs_before_the_publicity_is_over():
    tendered = Tendered()
    award = tendered.publicized()
    offer = {"by": tendered.officer}
    moment = award.publicity_until
    refused(
        "publicized", actions.offer_contract, award, at=moment - (day(1) - NOW) / 86400, **offer
    )
    assert actions.offer_contract(award, at=at_the_clock(moment), **offer)


def test_nobody_signs_after_the_days_of_the_rulebook():
    tendered = Tendered()
    refused("too_late", tendered.offered, at=day(31))


def test_the_amount_is_what_the_bid_asks_for_parted_to_the_last_fen():
    contract = Tendered().offered()
    parts = [(part.share, part.amount, part.due_with) for part in contract.instalments.all()]
    assert parts == [
        (40, 8_000_001, "signing"),
        (40, 8_000_000, "midterm"),
        (20, 4_000_000, "final"),
    ]
    assert sum(amount for _, amount, _ in parts) == contract.amount == AMOUNT


@pytest.mark.parametrize(
    "parts",
    [
        [Part(50, DueWith.SIGNING)],
        [Part(0, DueWith.SIGNING), Part(100, DueWith.FINAL)],
        [Part(100, "christmas")],
    ],
)
def test_parts_are_a_hundred_per_cent_due_with_something(parts):
    with pytest.raises(Malformed):
        Tendered().offered(parts)


def test_both_sides_sign_then_the_service_begins_and_both_evaluations_have_their_days():
    tendered = Tendered()
    contract = tendered.offered()
    refused("not_allowed", sign_contract, contract, by=tendered.officer, at=at_the_clock(day(6)))
    contract = sign_contract(contract, by=tendered.manager, at=day(6))
    tendered.project.refresh_from_db()
    assert contract.state == ContractState.IN_FORCE
    assert tendered.project.state == ProjectState.IN_PROGRESS
    scheduled = {(one.kind, one.due_on) for one in Evaluation.objects.filter(contract=contract)}
    assert scheduled == {
        ("midterm", tendered.project.midterm_on),
        ("final", tendered.project.final_on),
    }


def test_whoever_is_banned_between_the_signatures_does_not_sign():
    tendered = Tendered()
    contract = tendered.offered()
    today = day(6).date()
    ban(tendered.organization, tendered.project, from_on=today, until_on=day(1000).date())
    refused("banned", sign_contract, contract, by=tendered.manager, at=at_the_clock(day(6)))


def test_what_is_due_with_the_signing_is_paid_and_the_rest_waits_for_its_evaluation():
    tendered = Tendered()
    contract = tendered.signed()
    first, second, third = contract.instalments.all()
    paid = pay_instalment(first, by=tendered.officer, at=day(7))
    assert (paid.state, paid.paid_by) == (InstalmentState.PAID, tendered.officer)
    for waiting in (second, third):
        refused("not_evaluated", pay_instalment, waiting, by=tendered.officer, at=day(7))
    refused("wrong_step", pay_instalment, first, by=tendered.officer, at=day(8))
    refused("not_allowed", pay_instalment, second, by=tendered.manager, at=day(8))


def test_nothing_is_paid_of_a_contract_that_only_one_side_has_signed():
    tendered = Tendered()
    first = tendered.offered().instalments.first()
    refused("not_in_force", pay_instalment, first, by=tendered.officer, at=day(6))


def test_a_terminated_contract_pays_nothing_more():
    tendered = Tendered()
    contract = tendered.signed()
    first, *_ = contract.instalments.all()
    pay_instalment(first, by=tendered.officer, at=day(7))
    contract = terminate_project(contract, reason="机构注销", by=tendered.officer, at=day(20))
    assert [part.state for part in contract.instalments.all()] == ["paid", "dropped", "dropped"]
    tendered.project.refresh_from_db()
    assert (tendered.project.state, tendered.project.ended_for) == ("terminated", "机构注销")
