"""Personal data of residents lives in one room, and leaves it through one door: `households/showing.py`."""

import ast
import re
from itertools import pairwise

import pytest
from django.apps import apps

from marketplace.kernel.encryption import EncryptedField
from tests.architecture.source import python_files, templates, told, tree_of

HOLDERS = {"resident", "household", "residents", "households"}


def private_fields() -> set[str]:
    return {
        field.name
        for model in apps.get_app_config("households").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, EncryptedField)
    }


def touched_in(tree: ast.Module, private: set[str]):
    """`need.resident.phone`, `filter(resident__phone=…)`, `values("household__address")`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in private:
            holder = getattr(node.value, "id", getattr(node.value, "attr", ""))
            if holder in HOLDERS:
                yield f"{node.lineno} {holder}.{node.attr}"
        elif isinstance(node, ast.keyword) and is_path(node.arg or "", private):
            yield f"{node.value.lineno} {node.arg}"
        elif isinstance(node, ast.Constant) and is_path(str(node.value), private):
            yield f"{node.lineno} {node.value}"


def is_path(text: str, private: set[str]) -> bool:
    steps = re.split(r"__|\.", text) if re.fullmatch(r"[\w.]+", text) else []
    return any(a in HOLDERS and b in private for a, b in pairwise(steps))


def test_what_identifies_a_resident_is_encrypted():
    assert private_fields() >= {"name", "id_number", "phone", "address", "health_note", "birth_on"}


def test_other_rooms_do_not_touch_what_is_private():
    private = private_fields()
    touched = [
        f"{told(file)}:{what}"
        for file in python_files()
        if not told(file).startswith("marketplace/households/")
        for what in touched_in(tree_of(file), private)
    ]
    assert touched == []


def test_templates_do_not_touch_what_is_private():
    private = "|".join(sorted(private_fields()))
    reaching = re.compile(rf"\b(?:{'|'.join(HOLDERS)})\.(?:{private})\b")
    touched = [
        f"{told(file)}: {found[0]}"
        for file in templates()
        for found in reaching.finditer(file.read_text(encoding="utf-8"))
    ]
    assert touched == []


@pytest.mark.parametrize(
    ("line", "is_touching"),
    [
        ("need.resident.phone", True),
        ("resident.household.address", True),
        ("Need.objects.filter(resident__phone='1')", True),
        ("Need.objects.values('resident__household__address')", True),
        ("need.resident.pk", False),
        ("user.phone", False),
        ("shown.name", False),
        ("'resident'", False),
    ],
)
def test_what_touching_looks_like(line, is_touching):
    assert bool(list(touched_in(ast.parse(line), {"phone", "address", "name"}))) is is_touching
