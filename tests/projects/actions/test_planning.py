"""Planning a batch: what cannot stand is refused before anything is stored."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.projects import actions
from marketplace.projects import plan as plans
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project, ProjectBatch
from tests import makers
from tests.makers import NOW
from tests.makers_projects import Tendering, a_plan

pytestmark = pytest.mark.django_db


def test_a_project_is_what_its_plan_says():
    tendering = Tendering()
    project = tendering.planned()
    assert project.number == "320113-2027-101"
    assert project.state == ProjectState.PLANNED
    assert project.budget == 10_000_000
    assert [line.amount for line in project.budget_lines.all()] == [8_000_000, 2_000_000]
    assert [c.weight for c in project.criteria.all()] == [40, 30, 20, 10]
    assert {group.pk for group in project.groups.all()} == {"E"}
    assert tendering.planned().number == "320113-2027-102"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name_zh": " "}, "name_zh"),
        ({"brief_zh": ""}, "brief_zh"),
        ({"method": "by_favour"}, "method"),
        ({"groups": []}, "groups"),
        ({"subcategories": []}, "subcategories"),
        ({"lines": []}, "lines"),
        ({"lines": [plans.Line("人员", 0)]}, "lines.0.amount"),
        ({"lines": [plans.Line("", 5)]}, "lines.0.label"),
        ({"goals": [plans.Goal("happiness", "x", Decimal(1))]}, "goals.0.measure"),
        ({"goals": [plans.Goal("visits_made", "x", Decimal(0))]}, "goals.0.target"),
        ({"yardsticks": [plans.Yardstick("方案", 99)]}, "yardsticks"),
        ({"yardsticks": [plans.Yardstick("方案", 101)]}, "yardsticks.0.weight"),
        ({"midterm_on": date(2026, 12, 31)}, "midterm_on"),
        ({"final_on": date(2027, 7, 1)}, "midterm_on"),
        ({"name_zh": "有\x00字"}, "name_zh"),
    ],
)
def test_what_cannot_stand_is_named(fields, named):
    tendering = Tendering()
    plan = replace(a_plan(), **fields)
    with pytest.raises(Malformed) as refused:
        actions.plan_project(tendering.batch, plan, by=tendering.author, at=NOW)
    assert named in refused.value.fields
    assert not Project.objects.exists()


def test_a_year_has_one_batch_in_preparation():
    tendering = Tendering()
    with pytest.raises(RuleBroken, match="batch_in_preparation"):
        actions.plan_batch(makers.make_district(), year=2027, by=tendering.second, at=NOW)
    assert ProjectBatch.objects.count() == 1


def test_after_the_release_a_further_batch_is_planned():
    tendering = Tendering()
    tendering.released()
    further = actions.plan_batch(makers.make_district(), year=2027, by=tendering.author, at=NOW)
    assert further.position == 2
    with pytest.raises(RuleBroken, match="batch_released"):
        actions.plan_project(tendering.batch, a_plan(), by=tendering.author, at=NOW)


@pytest.mark.parametrize("role", ["dispatcher", "subdistrict_officer", "evaluator", "steward"])
def test_only_the_bureau_plans(role):
    tendering = Tendering()
    stranger = makers.make_staff(role)
    with pytest.raises(NotAllowed):
        actions.plan_project(tendering.batch, a_plan(), by=stranger, at=NOW)


def test_the_bureau_of_another_district_does_not_even_see_the_plan():
    tendering = Tendering()
    stranger = makers.make_staff("bureau_officer", makers.make_district("320102"))
    with pytest.raises(Hidden):
        actions.revise_project(tendering.planned(), a_plan(), by=stranger, at=NOW)


def test_a_project_is_written_anew_until_gate_1():
    tendering = Tendering()
    project = tendering.planned()
    anew = a_plan(lines=[plans.Line("人员", 5_000_000)], name_zh="新名称")
    actions.revise_project(project, anew, by=tendering.author, at=NOW)
    project.refresh_from_db()
    assert (project.budget, project.name_zh) == (5_000_000, "新名称")
    actions.approve_project(project, by=tendering.second, at=NOW)
    with pytest.raises(RuleBroken, match="not_being_planned"):
        actions.revise_project(project, a_plan(), by=tendering.author, at=NOW)
    actions.send_back_project(project, reason="预算有误", by=tendering.author, at=NOW)
    actions.revise_project(project, a_plan(), by=tendering.author, at=NOW)
