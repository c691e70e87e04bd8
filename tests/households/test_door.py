"""Nobody walks around the masking door: read in the source of every room and face."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import marketplace
from marketplace.households.choices import PersonalField
from marketplace.kernel.encryption import encrypted_fields, encrypted_models

ROOT = Path(marketplace.__file__).parent
ASKING = {"filter", "exclude", "get", "get_or_create", "update_or_create", "Q", "When"}
PERSONAL = {*PersonalField.values, "household__address"}
ANSWERABLE = {"blank", "isnull"}


def sources(*, outside: str = "") -> Iterator[tuple[str, ast.AST]]:
    for file in sorted(ROOT.rglob("*.py")):
        place = file.relative_to(ROOT).as_posix()
        if "/migrations/" not in place and not (outside and place.startswith(outside)):
            yield place, ast.parse(file.read_text(encoding="utf-8"))


def questions(tree: ast.AST) -> Iterator[tuple[int, list[str]]]:
    """Each path that a query asks about, in its steps: `need__resident__name` is three."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        told = [k.arg for k in node.keywords if k.arg] if called in ASKING else []
        if called == "order_by":
            told = [str(a.value).lstrip("-") for a in node.args if isinstance(a, ast.Constant)]
        yield from ((node.lineno, path.split("__")) for path in told)


def secrets_of_rooms() -> dict[str, set[str]]:
    rooms: dict[str, set[str]] = {}
    for model in encrypted_models():
        rooms.setdefault(model._meta.app_label, set()).update(encrypted_fields(model))
    return rooms


def asks_for_a_secret(steps: list[str], secrets: set[str]) -> bool:
    *way, last = steps if steps[-1] not in ANSWERABLE else ["", ""]
    for n, step in enumerate([*way, last]):
        before = steps[n - 1] if n else ""
        if (n == 0 and step in secrets) or (
            before in ("resident", "residents") and step in PERSONAL
        ):
            return True
        if before == "household" and step == "address":
            return True
    return False


def test_no_query_asks_for_an_encrypted_value():
    rooms = secrets_of_rooms()
    found = {
        f"{place}:{line} {'__'.join(steps)}"
        for place, tree in sources()
        for line, steps in questions(tree)
        if asks_for_a_secret(steps, rooms.get(place.split("/")[0], set()))
    }
    assert found == set()


def test_the_question_would_be_noticed():
    secrets = secrets_of_rooms()["households"]

    def noticed(source: str) -> list[bool]:
        return [asks_for_a_secret(steps, secrets) for _, steps in questions(ast.parse(source))]

    assert noticed("r.filter(name=x).exclude(need__resident__phone__in=[])") == [True, True]
    assert noticed("r.order_by('-name', 'resident__birth_on')") == [True, True]
    assert noticed("r.filter(phone__blank=True, household__community=c)") == [False, False]


def reads_a_resident(node: ast.AST) -> bool:
    """`resident.phone`, `need.resident.name`, `household.address`: what `show` gives is named `shown`."""
    if not isinstance(node, ast.Attribute):
        return False
    owner = node.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return (name == "resident" and node.attr in PersonalField.values) or (
        name == "household" and node.attr == "address"
    )


def test_no_other_room_and_no_face_reads_a_residents_data_past_the_door():
    found = {
        f"{place}:{node.lineno} {ast.unparse(node)}"
        for place, tree in sources(outside="households/")
        for node in ast.walk(tree)
        if reads_a_resident(node)
    }
    assert found == set()


@pytest.mark.parametrize("module", ["value_of"])
def test_the_unmasked_value_is_taken_in_two_places_only(module):
    takers = {
        place
        for place, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == module
    }
    assert takers == {"households/showing.py", "households/actions.py"}
