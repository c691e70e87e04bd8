"""The input as plain data, and its fingerprint: what a run keeps so that it can be replayed.

``snapshot`` gives dicts, lists, strings and whole numbers only, rows sorted by key, sets sorted,
defaults left out; so equal inputs give equal snapshots, whatever order they came in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from json.encoder import encode_basestring_ascii
from operator import attrgetter
from typing import Any, TypeVar

from matching.errors import InputError
from matching.model import Problem, Provider, Seeker
from matching.weights import Rules, Weights

FORMAT = 1

Row = TypeVar("Row", Seeker, Provider, Weights, Rules)


def snapshot(
    seekers: Iterable[Seeker],
    providers: Iterable[Provider],
    weights: Weights | None = None,
    rules: Rules | None = None,
) -> dict[str, Any]:
    """The whole input of a round, ready for JSON.

    >>> sorted(snapshot([], []))
    ['format', 'providers', 'rules', 'seekers', 'weights']
    """
    return of_problem(Problem.of(seekers, providers, weights or Weights(), rules or Rules()))


def of_problem(problem: Problem) -> dict[str, Any]:
    """The snapshot of a problem already in canonical order."""
    return {
        "format": FORMAT,
        "seekers": [_plain(seeker) for seeker in problem.seekers],
        "providers": [_plain(provider) for provider in problem.providers],
        # Kept whole: a default that changes later must not change what an old run meant.
        "weights": _plain(problem.weights, whole=True),
        "rules": _plain(problem.rules, whole=True),
    }


def written(problem: Problem) -> bytes:
    """``text`` of the snapshot of a problem, straight from the rows, without making it.

    >>> problem = Problem.of([], [], Weights(), Rules())
    >>> written(problem) == text(of_problem(problem))
    True
    """
    sides: dict[str, Sequence[Any]] = {
        "seekers": problem.seekers,
        "providers": problem.providers,
    }
    rest = of_problem(replace(problem, seekers=(), providers=()))
    parts = {name: text(value) for name, value in rest.items()}
    parts |= {name: b"[%s]" % b",".join(_rows(rows)) for name, rows in sides.items()}
    return b"{%s}" % b",".join(b'"%s":%s' % (name.encode(), parts[name]) for name in sorted(parts))


def restore(plain: Mapping[str, Any]) -> Problem:
    """The problem of a snapshot, also after a way through JSON.

    ``match(problem.seekers, problem.providers, weights=problem.weights, rules=problem.rules)``
    then gives the plan of that day.

    Raises:
        InputError: not a snapshot of this format, or a row that does not fit.
    """
    if plain.get("format") != FORMAT:
        raise InputError(f"snapshot: format {plain.get('format')!r} is not {FORMAT}")
    try:
        return Problem.of(
            [_row(Seeker, each) for each in plain["seekers"]],
            [_row(Provider, each) for each in plain["providers"]],
            _row(Weights, plain["weights"]),
            _row(Rules, plain["rules"]),
        )
    except (KeyError, TypeError) as error:
        raise InputError(f"snapshot: does not fit: {error}") from error


def digest(plain: Mapping[str, Any]) -> str:
    """SHA-256 of a snapshot, in hexadecimal; the order of the rows that came in does not matter.

    >>> before = snapshot([], [])
    >>> digest(before) == digest(of_problem(restore(before)))
    True
    """
    return digest_of(text(plain))


def text(plain: Any) -> bytes:
    """The one JSON text of a snapshot: what a digest is made of, and what may be kept.

    >>> text({"format": 1, "a": ["b"]})
    b'{"a":["b"],"format":1}'
    """
    if type(plain) is int:  # most of what it is asked, and quicker said
        return b"%d" % plain
    if type(plain) is str:
        return encode_basestring_ascii(plain).encode("ascii")
    if type(plain) is list:
        return b"[%s]" % b",".join(map(text, plain))
    return _ENCODER.encode(plain).encode("ascii")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def digest_of(written: bytes) -> str:
    """The digest of a snapshot already written."""
    return sha256(written).hexdigest()


def plain(result: Any) -> Any:
    """Any assignment, candidate or explanation as dicts, lists, strings and numbers, for JSON.

    >>> from collections import Counter
    >>> from matching import Reason, Unmatched
    >>> left = Unmatched("n1", 2, 3, Counter({Reason.AREA: 3}), Counter({Reason.AREA: 3}), 0)
    >>> plain(left)["reasons"]
    {'area': 3}
    """
    if is_dataclass(result):
        return {field.name: plain(getattr(result, field.name)) for field in fields(result)}
    if isinstance(result, Mapping):
        return {str(key): plain(value) for key, value in result.items()}
    if isinstance(result, list | tuple):
        return [plain(each) for each in result]
    return str(result) if isinstance(result, str) else result


def _rows(rows: Sequence[Any]) -> Iterator[bytes]:
    """Every row as text, made field by field."""
    for kind in {type(row) for row in rows[:1]}:
        names, defaults, _ = _FIELDS[kind]
        default = dict(zip(names, defaults, strict=True))
        values = zip(*map(attrgetter(*sorted(names)), rows), strict=True)
        fields = [
            _told(name, default[name], each)
            for name, each in zip(sorted(names), values, strict=True)
        ]
        for told in zip(*fields, strict=True):
            yield b"{%s}" % b"".join(told)[:-1]


def _told(name: str, default: Any, values: tuple[Any, ...]) -> Iterator[bytes]:
    """One field of every row as text, nothing for the default; equal values are written once."""
    prefix = b'"%s":' % name.encode()
    told = {value: b"%s%s," % (prefix, text(_value(value))) for value in dict.fromkeys(values)}
    told[default] = b""
    return map(told.__getitem__, values)


def _plain(row: Row, *, whole: bool = False) -> dict[str, Any]:
    names, defaults, values = _FIELDS[type(row)]
    return {
        name: _value(value)
        for name, default, value in zip(names, defaults, values(row), strict=True)
        if whole or value != default
    }


def _value(value: Any) -> Any:
    if isinstance(value, str | int):
        return value
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        listed = [_value(each) for each in value]
        return sorted(listed) if value and isinstance(value[0], frozenset) else listed
    return value


def _row(kind: type[Row], plain: Mapping[str, Any]) -> Row:
    if not isinstance(plain, Mapping):
        raise InputError(f"snapshot: {plain!r} is not a {kind.__name__}")
    return kind(**{name: _back(kind, name, value) for name, value in plain.items()})


def _back(kind: type, name: str, value: Any) -> Any:
    if (kind, name) == (Seeker, "qualifications"):
        return tuple(frozenset(clause) for clause in value)
    if name == "visits":
        return None if value is None else tuple(value)
    if (kind, name) == (Weights, "load"):
        return tuple((up_to, points) for up_to, points in value)
    return frozenset(value) if isinstance(value, list) else value


_FIELDS: dict[type, tuple[tuple[str, ...], tuple[Any, ...], attrgetter]] = {
    kind: (
        tuple(field.name for field in fields(kind)),
        tuple(field.default for field in fields(kind)),
        attrgetter(*(field.name for field in fields(kind))),
    )
    for kind in (Seeker, Provider, Weights, Rules)
}
"""Of each kind of row: the names of its fields, their defaults (``MISSING``: none), and all values of a
row at once."""
