"""The demo's district, built small: what its scale promises, whoever may look at it, always the same."""

from collections import Counter
from random import Random

import pytest
from django.db import transaction
from django.db.models import Count

from marketplace.accounts.choices import Role
from marketplace.accounts.demo import (
    ACCOUNTS,
    DEMO_PASSWORD,
    FIRST_OF_EACH_ROLE,
    SECOND_OFFICER,
)
from marketplace.accounts.models import User
from marketplace.bans.models import Ban
from marketplace.catalogue.models import UrgencyTag
from marketplace.clockwork.world import families, names
from marketplace.clockwork.world.build import World, build
from marketplace.clockwork.world.fates import Fate, positions
from marketplace.clockwork.world.scales import CITY, DISTRICT, SMALL
from marketplace.contracts.choices import ChallengeState, ContractState
from marketplace.contracts.models import Challenge, Contract, ProgressReport
from marketplace.dispatch.models import MatchRun, WeightSet
from marketplace.dispatch.queries import weights_in_force
from marketplace.evaluations.choices import EvaluationState, Kind
from marketplace.evaluations.models import CorrectionPlan, Evaluation
from marketplace.households.models import Household, Resident
from marketplace.journal.queries import thread_of, verify
from marketplace.journeys.finish_evaluation import finish_evaluation
from marketplace.needs.choices import NeedState
from marketplace.needs.lifecycle import OPEN
from marketplace.needs.models import Need
from marketplace.organizations.choices import OrganizationKind
from marketplace.organizations.models import Organization, Service, Worker
from marketplace.organizations.rules import valid_uscc
from marketplace.panels.choices import PanelState, Purpose
from marketplace.panels.queries import open_seats_of
from marketplace.places.models import Community, Posting, Subdistrict
from marketplace.projects.models import ProjectBatch
from marketplace.satisfaction.models import Verdict
from marketplace.supervision.models import Alert
from marketplace.volunteers.models import Volunteer
from marketplace.workorders.models import Offer, WorkOrder
from marketplace.workorders.queries import with_charged, with_free_places
from tests.makers import NOW

SEED = 320113
# No operator has given these out, and no office such identity numbers.
NOBODYS_PHONES, NOBODYS_NUMBERS = "154", "320199"
# Nobody waits in these: judging and ordering pass through them in one breath.
PASSED_THROUGH = {NeedState.TRIAGED, NeedState.APPROVED}


def make_world() -> list[str]:
    """Builds it; what was told on the way."""
    lines: list[str] = []
    build(
        World(
            scale=SMALL,
            seed=SEED,
            at=NOW,
            password=DEMO_PASSWORD,
            usernames=FIRST_OF_EACH_ROLE,
            second_officer=SECOND_OFFICER.username,
            tell=lines.append,
            move=lambda what, done, whole: None,
        )
    )
    return lines


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """One world for the whole module, gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def world(told, django_db_blocker):
    with django_db_blocker.unblock():
        yield


# -- among many families ----------------------------------------------------------------------------


def test_no_child_has_a_guardian_of_the_same_name_however_many_there_are():
    dice = Random(1)
    child = names.person(dice, female=True)
    guardians = {names.another_person(child, dice, female=True) for _ in range(20_000)}
    assert child not in guardians
    assert child in {names.person(dice, female=True) for _ in range(20_000)}


# -- as much as the scale says -------------------------------------------------------------------


def test_each_scale_is_what_it_says():
    assert (DISTRICT.stewards, DISTRICT.organizations, DISTRICT.volunteers) == (414, 117, 2000)
    assert (DISTRICT.residents_of_shelf, DISTRICT.quality) == (49, 41)
    assert (DISTRICT.teams, DISTRICT.enterprises, DISTRICT.past) == (8, 57, 6000)
    # Eleven districts of it are about fifty times Qixia.
    assert 45 <= 11 * CITY.households / DISTRICT.households <= 55


def test_the_places_are_qixias():
    assert (Subdistrict.objects.count(), Community.objects.count()) == (9, 129)


def test_the_scale_is_held():
    kinds = Counter(Organization.objects.values_list("kind", flat=True))
    by_role = Counter(Posting.objects.values_list("role", flat=True))
    assert by_role[Role.STEWARD] == SMALL.stewards
    assert kinds[OrganizationKind.PROFESSIONAL_TEAM] == SMALL.teams
    assert kinds[OrganizationKind.ENTERPRISE] == SMALL.enterprises
    known = Organization.objects.exclude(state__in=("registered", "applied"))
    assert known.count() == SMALL.organizations + SMALL.teams + SMALL.enterprises
    assert Volunteer.objects.count() == SMALL.volunteers
    assert Household.objects.count() == SMALL.households
    closed = Need.objects.filter(state=NeedState.CLOSED)
    assert closed.filter(work_orders__contract=None).count() == SMALL.past


def test_every_community_has_a_steward_and_every_role_its_people():
    served = Posting.objects.filter(role=Role.STEWARD).values_list("community", flat=True)
    assert set(served) == set(Community.objects.values_list("pk", flat=True))
    outside = {Role.ORGANIZATION, Role.VOLUNTEER}
    assert {*Posting.objects.values_list("role", flat=True)} == {*Role} - outside


def test_every_account_of_the_demo_can_sign_in_and_nobody_else():
    can = {user.username for user in User.objects.all() if user.has_usable_password()}
    assert can == {account.username for account in ACCOUNTS}
    assert User.objects.get(username="steward").check_password(DEMO_PASSWORD)


def test_whoever_tries_it_as_a_provider_has_an_offer_to_answer():
    waiting = Offer.objects.filter(state="offered")
    assert waiting.filter(service__organization__memberships__user__username="organization")
    assert waiting.filter(volunteer__user__username="volunteer")


# -- something to show everywhere ----------------------------------------------------------------


def test_needs_are_open_in_every_state_and_every_tag():
    states = set(Need.objects.filter(state__in=OPEN).values_list("state", flat=True))
    assert states == set(OPEN) - PASSED_THROUGH
    tags = Need.objects.filter(state__in=OPEN, tag__isnull=False).values_list("tag", flat=True)
    assert set(tags) == set(UrgencyTag.objects.values_list("pk", flat=True))


def test_orders_are_at_every_stage_and_some_clocks_have_run_out():
    stages = set(WorkOrder.objects.values_list("state", flat=True))
    assert stages >= {"created", "dispatched", "accepted", "scheduled", "in_progress", "delivered"}
    assert Alert.objects.exists()


def test_the_past_was_heard_and_was_not_all_good():
    scores = set(Verdict.objects.values_list("score", flat=True))
    assert Verdict.objects.count() > SMALL.past // 2
    assert scores >= {1, 2, 4, 5} or scores >= {2, 3, 4, 5}


# -- the tendering year --------------------------------------------------------------------------


def projects_of_the_year():
    """The 33 projects of the year's own batch, in their order."""
    batches = ProjectBatch.objects.annotate(count=Count("projects"))
    return list(batches.get(count=33).projects.order_by("number"))


def final_of(fate):
    """The final evaluation of the year's project with this fate."""
    (position,) = positions(fate)
    project = projects_of_the_year()[position]
    return Evaluation.objects.get(project=project, kind=Kind.FINAL)


def test_the_years_33_projects_are_at_every_stage_after_their_release():
    assert Counter(project.state for project in projects_of_the_year()) == {
        "failed_tender": 1,
        "under_review": 4,
        "award_approved": 1,
        "publicized": 3,
        "in_progress": 12,
        "rectifying": 1,
        "midterm_passed": 6,
        "final_passed": 1,
        "closed": 4,
    }


def test_evaluations_are_at_every_step():
    assert set(Evaluation.objects.values_list("state", flat=True)) == set(EvaluationState)
    assert CorrectionPlan.objects.exists()
    assert Challenge.objects.filter(state=ChallengeState.RECEIVED).exists()


def test_one_answer_short_of_half_waits_for_the_signature_that_proposes_a_ban():
    final = final_of(Fate.BELOW_HALF)
    assert final.state == EvaluationState.OBJECTING
    assert final.objections_until < NOW
    assert final.valid >= 50
    assert 2 * final.satisfied + 1 == final.valid
    officer = User.objects.get(username="bureau")
    nothing = transaction.savepoint()
    finish_evaluation(final, by=officer, at=NOW)
    ban = Ban.objects.get(project=final.project)
    assert (ban.satisfied, ban.valid) == (final.satisfied, final.valid)
    transaction.savepoint_rollback(nothing)


def test_exactly_half_is_final_and_bans_nobody():
    final = final_of(Fate.EXACTLY_HALF)
    assert final.state == EvaluationState.FINAL
    assert final.passed
    assert final.valid > 0
    assert 2 * final.satisfied == final.valid
    assert not Ban.objects.filter(project=final.project).exists()


def test_contracts_paid_for_orders_within_their_time_and_amount():
    charged = with_charged(Contract.objects.exclude(state=ContractState.OFFERED))
    served = WorkOrder.objects.filter(contract__in=charged)
    assert served.values("contract").distinct().count() > charged.count() // 2
    assert [one.number for one in charged if one.charged > one.amount] == []
    assert ProgressReport.objects.exists()


def test_the_demos_own_organization_and_evaluator_have_something_to_do():
    contract = Contract.objects.get(organization__memberships__user__username="organization")
    asked = Evaluation.objects.get(contract=contract, kind=Kind.MIDTERM)
    assert asked.state == EvaluationState.MATERIALS_REQUESTED
    assert WorkOrder.objects.filter(contract=contract).exists()
    evaluator = User.objects.get(username="evaluator")
    scoring = open_seats_of(evaluator).filter(panel__state=PanelState.SCORING)
    assert set(scoring.values_list("panel__purpose", flat=True)) == {
        Purpose.TENDER,
        Purpose.MIDTERM,
    }


# -- nothing in it that could not be --------------------------------------------------------------


def test_the_weights_have_a_history_with_days_and_reasons():
    sets = list(WeightSet.objects.order_by("version"))
    assert len(sets) == 4
    assert all(each.made_by.display_name and each.reason for each in sets[1:])
    assert weights_in_force(NOW) == sets[2]
    assert sets[3].from_at > NOW
    assert set(MatchRun.objects.values_list("weights", flat=True)) == {3}


def test_whoever_is_there_from_the_first_day_came_some_time():
    """A page that says nothing has happened would not be believed."""
    for one in (Organization.objects.all(), Volunteer.objects.all()):
        silent = [each.pk for each in one if not thread_of(each).exists()]
        assert silent == []
    told = [entry.at for entry in thread_of(Organization.objects.first())]
    assert told == sorted(told)


def test_the_journal_is_as_it_was_written():
    assert list(verify()) == []


def test_no_provider_has_more_than_its_places():
    for providers in (Service.objects.all(), Volunteer.objects.all()):
        assert not with_free_places(providers).filter(free_places__lt=0).exists()


def test_every_credit_code_is_valid():
    wrong = [
        one for one in Organization.objects.values_list("uscc", flat=True) if not valid_uscc(one)
    ]
    assert wrong == []


def test_everybody_is_visibly_invented():
    people = [
        *(resident.name for resident in Resident.objects.all()),
        *Volunteer.objects.values_list("name", flat=True),
        *Worker.objects.values_list("name", flat=True),
        *User.objects.values_list("display_name", flat=True),
    ]
    assert [name for name in people if not set(name) & set(names.MARKS)] == []
    wrong = [r.pk for r in Resident.objects.all() if r.id_number[:6] != NOBODYS_NUMBERS]
    assert wrong == []
    homes = [household.address for household in Household.objects.all()]
    assert [home for home in homes if not home.startswith(families.STREETS)] == []
    assert [o.name_zh for o in Organization.objects.all() if "演示" not in o.name_zh] == []
    assert [r.pk for r in Resident.objects.all() if r.phone and r.phone[:3] != NOBODYS_PHONES] == []
