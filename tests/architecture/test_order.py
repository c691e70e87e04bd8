"""Arrows run down. import-linter reads the imports; these tests hold what it cannot see."""

import ast
import re
import subprocess
import sys

import pytest
from django.apps import apps

from tests.architecture.source import (
    MARKETPLACE,
    ROOMS,
    ROOT,
    height_of,
    layers,
    python_files,
    rooms_asked_by,
    told,
    tree_of,
)

PACKAGES = sorted(init.parent.name for init in MARKETPLACE.glob("*/__init__.py"))
RELATIONS = ("ForeignKey", "OneToOneField", "ManyToManyField")


def test_the_contracts_are_kept():
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    ran = subprocess.run(
        [sys.executable, "-c", linter, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:]


def test_rooms_are_installed_in_the_order_of_the_contract():
    heights = [height_of(room) for room in ROOMS]
    assert heights == sorted(heights)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_is_and_nothing_else(package):
    body = tree_of(MARKETPLACE / package / "__init__.py").body
    assert [type(node) for node in body] == [ast.Expr], (
        f"{package}/__init__.py is a docstring and no code"
    )
    assert len(body[0].value.value) > 60


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "look"])
def test_a_room_asks_only_whom_it_says(room):
    said = ast.get_docstring(tree_of(MARKETPLACE / room / "__init__.py"))
    may_ask = re.search(r"May ask: (.+?)\.?$", said, re.DOTALL)
    assert may_ask, f"{room}/__init__.py ends with 'May ask: …'"
    if "every room below" in may_ask[1]:
        allowed = {
            name for layer in layers() for name in layer if height_of(name) < height_of(room)
        }
    else:
        allowed = set(re.findall(r"[a-z]+", may_ask[1]))
    assert rooms_asked_by(room) - allowed == set()


def test_no_key_names_its_target_by_a_string():
    """A string would let a key point upward behind the linter's back."""
    named = []
    for file in python_files():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in RELATIONS:
                target = (
                    node.args or [keyword.value for keyword in node.keywords if keyword.arg == "to"]
                )[0]
                if isinstance(target, ast.Constant) and target.value != "self":
                    named.append(f"{told(file)}:{node.lineno} {target.value}")
    assert named == []


def keys_between_rooms():
    """(model, key, accessor on the other model) for every key from one room into another."""
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models(include_auto_created=True):
            for key in model._meta.get_fields():
                if key.is_relation and not key.auto_created and key.related_model:
                    other = key.related_model._meta.app_label
                    if other != room and other in ROOMS:
                        accessor = (
                            None
                            if key.remote_field.hidden
                            else key.remote_field.get_accessor_name()
                        )
                        yield model, key, accessor


def test_keys_point_down_the_order():
    upward = [
        f"{model._meta.label}.{key.name} -> {key.related_model._meta.label}"
        for model, key, _ in keys_between_rooms()
        if height_of(key.related_model._meta.app_label) >= height_of(model._meta.app_label)
    ]
    assert upward == []


def test_what_a_lower_room_holds_does_not_speak_of_a_higher_one():
    """A reverse name (`need.work_orders`) is for rooms that may know the higher room, and for nobody below."""
    reverse_names = {
        accessor: model._meta.app_label for model, _, accessor in keys_between_rooms() if accessor
    }
    spoken = []
    for room in ROOMS:
        too_high = {
            name for name, owner in reverse_names.items() if height_of(owner) > height_of(room)
        }
        too_high -= own_fields(room)
        for file in python_files(room):
            said = {word for node in ast.walk(tree_of(file)) for word in words_of(node)}
            spoken += [f"{told(file)} says {name}" for name in too_high & said]
    assert spoken == []


def words_of(node: ast.AST) -> list[str]:
    """`need.work_orders`, `filter(work_orders__state=…)`, `values("work_orders__state")`."""
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.keyword):
        return (node.arg or "").split("__")
    if isinstance(node, ast.Constant) and "__" in str(node.value):
        return str(node.value).split("__")
    return []


def own_fields(room: str) -> set[str]:
    """A room may have a column of the same name itself: an offer's `volunteer` is not a user's."""
    models = apps.get_app_config(room).get_models()
    return {
        field.name
        for model in models
        for field in model._meta.get_fields()
        if not field.auto_created
    }
