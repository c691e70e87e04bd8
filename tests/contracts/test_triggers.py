"""What the database refuses by raw SQL, past every action."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.contracts.choices import AwardState, ContractState
from marketplace.contracts.models import Award, Challenge, Contract, Instalment
from marketplace.contracts.queries import contract_of
from tests import makers
from tests.contracts.makers import Tendered, at_the_clock, ban, day
from tests.makers import NOW, TODAY, at
from tests.panels.makers import agree

pytestmark = pytest.mark.django_db
FIRST = at("2026-10-21").date()
LAST = at("2029-10-20").date()


def takes(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return False
    return True


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def insert_award(tendered):
    award = Award(
        project=tendered.project,
        bid=tendered.first,
        score=90,
        proposed_at=NOW,
        proposed_by=tendered.officer,
    )
    Award.objects.bulk_create([award])


def insert_contract(award, tendered):
    Contract.objects.bulk_create(
        [
            Contract(
                project=award.project,
                award=award,
                organization=tendered.organization,
                number="HT-1",
                amount=100,
                from_on=TODAY,
                until_on=day(300).date(),
                offered_at=NOW,
                offered_by=tendered.officer,
            )
        ]
    )


@pytest.mark.parametrize(
    ("clock", "passes"),
    [
        (at("2026-10-20", "23:59"), True),
        (at("2026-10-21", "00:00"), False),
        (at("2029-10-20", "23:59"), False),
        (at("2029-10-21", "00:00"), True),
    ],
)
def test_a_banned_organization_is_not_awarded_from_the_first_to_the_last_day(clock, passes):
    tendered = Tendered()
    ban(tendered.organization, tendered.project, from_on=FIRST, until_on=LAST + timedelta(days=1))
    at_the_clock(clock)
    assert takes(lambda: insert_award(tendered)) is passes


@pytest.mark.parametrize(
    ("clock", "passes"),
    [(at("2026-11-01"), False), (at("2029-10-20", "23:59"), False), (at("2029-10-21"), True)],
)
def test_a_banned_organization_gets_no_contract_from_the_first_to_the_last_day(clock, passes):
    tendered = Tendered()
    award = tendered.publicized()
    ban(tendered.organization, tendered.project, from_on=FIRST, until_on=LAST + timedelta(days=1))
    at_the_clock(clock)
    assert takes(lambda: insert_contract(award, tendered)) is passes


def test_a_ban_of_a_partner_of_the_bid_counts_as_well():
    tendered = Tendered()
    partner = makers.make_organization()
    agree(tendered.first, partner)
    tendered.first.partners.create(organization=partner)
    ban(partner, tendered.project, from_on=FIRST, until_on=LAST)
    assert not takes(lambda: insert_award(tendered))


def test_an_award_begins_as_the_proposal_of_an_eligible_bid_of_its_project():
    tendered, other = Tendered(), Tendered()
    award = Award(
        project=tendered.project,
        bid=other.first,
        score=90,
        proposed_at=NOW,
        proposed_by=tendered.officer,
    )
    assert not takes(lambda: award.save())
    award.bid, award.state = tendered.first, AwardState.APPROVED
    award.approved_by = tendered.second
    assert not takes(lambda: award.save())
    award.state, award.approved_by = AwardState.PROPOSED, None
    assert takes(lambda: award.save())


def test_gate_2_is_held_by_the_database():
    award = Tendered().proposed()
    approve = "UPDATE contracts_award SET state = 'approved', approved_by_id = %s WHERE id = %s"
    assert not takes(lambda: sql(approve, award.proposed_by_id, award.pk))
    assert takes(lambda: sql(approve, makers.make_user().pk, award.pk))


@pytest.mark.parametrize(("moved", "passes"), [(-1, False), (0, True), (1, True)])
def test_by_its_own_clock_nobody_signs_before_the_publicity_is_over(moved, passes):
    tendered = Tendered()
    award = tendered.publicized()
    at_the_clock(award.publicity_until + timedelta(milliseconds=moved))
    assert takes(lambda: insert_contract(award, tendered)) is passes


def test_nobody_signs_while_a_challenge_or_a_complaint_is_open():
    tendered = Tendered()
    raised = tendered.challenged()
    at_the_clock(day(5))
    assert not takes(lambda: insert_contract(raised.award, tendered))
    sql(
        "UPDATE contracts_challenge SET state = 'rejected', answer = 'x', answered_at = raised_at, "
        "answered_by_id = raised_by_id WHERE id = %s",
        raised.pk,
    )
    sql(
        "INSERT INTO contracts_procurementcomplaint (challenge_id, state, text, raised_at, raised_by_id, "
        "decision) SELECT id, 'received', 'x', raised_at, raised_by_id, '' FROM contracts_challenge",
    )
    assert not takes(lambda: insert_contract(raised.award, tendered))
    sql(
        "UPDATE contracts_procurementcomplaint SET state = 'rejected', decision = 'x', "
        "decided_at = raised_at, decided_by_id = raised_by_id"
    )
    assert takes(lambda: insert_contract(raised.award, tendered))


def test_a_contract_whose_instalments_do_not_add_up_never_comes_into_force():
    tendered = Tendered()
    contract = tendered.offered()
    sign = "UPDATE contracts_contract SET state = 'in_force', signed_at = offered_at, signed_by_id = %s"
    at_the_clock(day(6))
    Instalment.objects.create(contract=contract, position=9, share=1, amount=1, due_with="final")
    assert not takes(lambda: sql(sign, tendered.manager.pk))


def test_what_was_signed_never_changes():
    contract = Tendered().signed()
    first = contract.instalments.first()
    assert not takes(lambda: Contract.objects.update(amount=1))
    assert not takes(lambda: Contract.objects.update(until_on=day(9).date()))
    assert not takes(lambda: Instalment.objects.filter(pk=first.pk).update(amount=1))
    assert not takes(lambda: Instalment.objects.filter(pk=first.pk).update(due_with="final"))
    assert not takes(lambda: first.delete())
    more = Instalment(contract=contract, position=9, share=1, amount=1, due_with="final")
    assert not takes(lambda: more.save())


def test_an_instalment_is_not_paid_before_its_evaluation_is_final():
    tendered = Tendered()
    signing, midterm, final = tendered.signed().instalments.all()
    pay = "UPDATE contracts_instalment SET state = 'paid', paid_at = %s, paid_by_id = %s WHERE id = %s"
    for waiting in (midterm, final):
        assert not takes(lambda one=waiting: sql(pay, NOW, tendered.officer.pk, one.pk))
    assert takes(lambda: sql(pay, NOW, tendered.officer.pk, signing.pk))
    unpay = "UPDATE contracts_instalment SET state = 'waiting', paid_at = NULL, paid_by_id = NULL"
    assert not takes(lambda: sql(unpay))


def test_only_bidders_challenge_and_nothing_of_it_disappears():
    tendered = Tendered()
    raised = tendered.challenged()
    foreign = Challenge(
        award=raised.award,
        organization=makers.make_organization(),
        text="x",
        raised_at=NOW,
        raised_by=tendered.loser,
    )
    assert not takes(lambda: foreign.save())
    assert not takes(lambda: Challenge.objects.update(text="y"))
    for thing in (raised, raised.award):
        assert not takes(lambda it=thing: it.delete())
    assert contract_of(tendered.project) is None


@pytest.mark.parametrize("state", [ContractState.OFFERED, ContractState.WITHDRAWN])
def test_a_contract_in_force_does_not_go_back(state):
    Tendered().signed()
    facts = {"ended_at": NOW, "ended_for": "x"}
    assert not takes(lambda: Contract.objects.update(state=state, **facts))
