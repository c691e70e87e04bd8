"""Which messages stand in Python sources and in templates; read, never run."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

# Where people's words are written. Tests and the environment are not ours to translate.
ROOMS = ("cms", "marketplace", "templates")
KINDS = {".py", ".html", ".txt"}
# Which arguments of a function are its context, its message and its plural.
SHAPES = {
    "gettext": ("message",),
    "ngettext": ("message", "plural"),
    "pgettext": ("context", "message"),
    "npgettext": ("context", "message", "plural"),
}
TRANSLATORS = "# Translators:"
A_PLACE = re.compile(r"(?<!%)(?:%%)*%(?:\(\w+\))?[sdfr]")
_CALL = re.compile(r"\b(_|n?p?gettext)\(")
_TEXT = re.compile(r"""\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*(,?)""", re.DOTALL)


@dataclass(slots=True)
class Message:
    """One thing to be said. Two uses with the same words and context are one message."""

    message: str
    plural: str = ""
    context: str | None = None
    places: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.message

    @property
    def has_places(self) -> bool:
        """Whether something is filled in, so that the translation must keep the same places."""
        return bool(A_PLACE.search(self.message))


def find(base: Path, rooms: Iterable[str] = ROOMS) -> list[Message]:
    """Every message below `base`, in the order of the files and of the lines in them."""
    found: dict[tuple[str | None, str], Message] = {}
    for path in sources(base, rooms):
        place = path.relative_to(base).as_posix()
        text = path.read_text(encoding="utf-8")
        for message in in_python(text) if path.suffix == ".py" else in_template(text):
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            known.notes += [note for note in message.notes if note not in known.notes]
            if place not in known.places:
                known.places.append(place)
    return list(found.values())


def sources(base: Path, rooms: Iterable[str] = ROOMS) -> list[Path]:
    return sorted(
        path
        for room in rooms
        for path in (base / room).rglob("*")
        if path.suffix in KINDS and path.is_file() and "static" not in path.parts
    )


def in_python(text: str) -> Iterator[Message]:
    if "gettext" not in text:
        return
    tree = ast.parse(text)
    names = _names(tree)
    lines = text.splitlines()
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        shape = SHAPES.get(_function(call.func, names))
        said = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
        if shape and len(said) >= len(shape) and all(isinstance(one, str) for one in said[:2]):
            yield Message(
                **dict(zip(shape, said, strict=False)), notes=_notes(lines, call.lineno - 1)
            )


def in_template(text: str) -> Iterator[Message]:
    # Django's own reading of a template: calls of gettext among blotted-out text.
    calls = templatize(text)
    for call in _CALL.finditer(calls):
        shape = SHAPES.get("gettext" if call[1] == "_" else call[1], ())
        said, at = [], call.end()
        while len(said) < len(shape) and (one := _TEXT.match(calls, at)):
            said.append(ast.literal_eval(one[1]))
            at = one.end()
        if shape and len(said) == len(shape):
            yield Message(**dict(zip(shape, said, strict=True)))


def _names(tree: ast.Module) -> dict[str, str]:
    """What Django's functions are called in this file: `_` → `gettext_lazy`."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }


def _function(called: ast.expr, names: dict[str, str]) -> str:
    """`gettext` for gettext, gettext_lazy and gettext_noop under whatever name; "" for others."""
    if isinstance(called, ast.Name):
        name = names.get(called.id, "")
    else:
        name = called.attr if isinstance(called, ast.Attribute) else ""
    return name.removesuffix("_lazy").removesuffix("_noop")


def _notes(lines: list[str], line: int) -> list[str]:
    above = lines[line - 1].strip() if line else ""
    return [above.removeprefix("# ")] if above.startswith(TRANSLATORS) else []
