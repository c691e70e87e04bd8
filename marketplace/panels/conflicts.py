"""What makes somebody partial, as the database itself asks it. `rules.forming.obstacles` says the same with names."""

from marketplace.accounts.choices import Role
from marketplace.bids.choices import BidState
from marketplace.panels.choices import EvaluatorKind

# Once a bid was opened, whoever made it is somebody whom a panel judges, whatever became of it since.
JUDGED = (
    BidState.OPENED,
    BidState.TAMPERED,
    BidState.INELIGIBLE,
    BidState.ELIGIBLE,
    BidState.AWARDED,
    BidState.NOT_AWARDED,
)
_JUDGED = ", ".join(f"'{state}'" for state in JUDGED)


def partial(evaluator: str, project: str) -> str:
    """The SQL condition that this evaluator may not judge who bid for this project."""
    return (
        "EXISTS (SELECT 1 FROM panels_evaluator e, projects_project p "
        "JOIN projects_rulebook r ON r.id = p.rulebook_id "
        f"WHERE e.id = {evaluator} AND p.id = {project} AND (e.user_id = p.author_id"
        f" OR {is_judged('e.organization_id', project)}"
        f" OR {_is_of_the_purchaser()}"
        f" OR {_is_member(project)} OR {_declared(project)} OR {_same_representative(project)}))"
    )


def is_judged(organization: str, project: str) -> str:
    """The SQL condition that this organization bid for the project, alone or along."""
    return (
        "EXISTS (SELECT 1 FROM bids_bid b LEFT JOIN bids_partner q ON q.bid_id = b.id "
        f"WHERE b.project_id = {project} AND b.state IN ({_JUDGED}) "
        f"AND (b.organization_id = {organization} OR q.organization_id = {organization}))"
    )


def _is_member(project: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM organizations_membership m WHERE m.user_id = e.user_id "
        f"AND {is_judged('m.organization_id', project)})"
    )


def _is_of_the_purchaser() -> str:
    return (
        f"e.kind = '{EvaluatorKind.EXPERT}' AND EXISTS (SELECT 1 FROM places_posting o "
        "JOIN projects_projectbatch a ON a.district_id = o.district_id "
        f"WHERE a.id = p.batch_id AND o.user_id = e.user_id AND o.role = '{Role.BUREAU_OFFICER}' "
        "AND o.from_on <= @today AND (o.until_on IS NULL OR o.until_on > @today))"
    )


def _declared(project: str) -> str:
    # Both engines write a day as text the same way; neither adds years to one the same way.
    counts_until = (
        "(CAST(substr(CAST(d.until_on AS text), 1, 4) AS integer) + r.partner_years) "
        "|| substr(CAST(d.until_on AS text), 5)"
    )
    return (
        "EXISTS (SELECT 1 FROM panels_declaration d WHERE d.evaluator_id = e.id "
        f"AND (d.until_on IS NULL OR {counts_until} > CAST(@today AS text)) "
        f"AND {is_judged('d.organization_id', project)})"
    )


def _same_representative(project: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM organizations_organization mine "
        "JOIN organizations_organization theirs "
        "ON theirs.legal_representative = mine.legal_representative "
        f"WHERE mine.id = e.organization_id AND {is_judged('theirs.id', project)})"
    )
