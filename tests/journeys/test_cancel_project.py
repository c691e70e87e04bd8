"""A project is called off: its panel need not go on, and whoever may not call it off changes nothing."""

import pytest

from marketplace.accounts.choices import Role
from marketplace.journeys.cancel_project import cancel_project
from marketplace.kernel.errors import Malformed, NotAllowed
from marketplace.panels.choices import PanelState, Purpose
from marketplace.panels.models import Panel
from marketplace.projects.choices import ProjectState
from tests import makers
from tests.contracts.makers import Tendered
from tests.makers import NOW
from tests.panels.makers import make_panel, make_tender

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return makers.make_staff(Role.BUREAU_OFFICER, makers.make_district())


@pytest.mark.parametrize("state", [PanelState.DRAWN, PanelState.SCORING])
def test_its_panel_is_dissolved_for_the_same_reason(officer, state):
    panel = make_panel(make_tender(), state)
    another = make_panel(make_tender(), state)
    project = cancel_project(panel.project, reason="预算调整", by=officer, at=NOW)
    panel.refresh_from_db()
    another.refresh_from_db()
    assert project.state == ProjectState.CANCELLED
    assert (panel.state, panel.dissolved_for) == (PanelState.DISSOLVED, "预算调整")
    assert another.state == state


def test_what_was_approved_on_a_panels_word_keeps_its_panel():
    tendered = Tendered()
    tendered.approved()
    cancel_project(tendered.project, reason="预算调整", by=tendered.officer, at=NOW)
    panel = Panel.objects.get(project=tendered.project, purpose=Purpose.TENDER)
    assert panel.state == PanelState.SIGNED


@pytest.mark.parametrize(("reason", "refusal"), [("", Malformed), ("预算调整", NotAllowed)])
def test_without_a_reason_or_by_a_stranger_nothing_changes(officer, reason, refusal):
    panel = make_panel(make_tender())
    by = officer if refusal is Malformed else makers.make_user()
    with pytest.raises(refusal):
        cancel_project(panel.project, reason=reason, by=by, at=NOW)
    panel.refresh_from_db()
    panel.project.refresh_from_db()
    assert (panel.state, panel.project.state) == (PanelState.DRAWN, ProjectState.UNDER_REVIEW)
