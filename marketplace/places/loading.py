"""Taking districts from the bureau's list into the database: the action `load_divisions`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.kernel.errors import NotAllowed
from marketplace.places.divisions import Division, districts_in, judge
from marketplace.places.drawing import Drawing, draw
from marketplace.places.models import Community, District, Subdistrict
from marketplace.places.names import english_name, place_name
from marketplace.places.permissions import may_load_divisions
from marketplace.places.sketching import sketch_of

Place = District | Subdistrict | Community
UPDATED: dict[type[Place], list[str]] = {
    District: ["name_zh", "name_en", "city_zh", "outline"],
    Subdistrict: ["name_zh", "name_en", "outline"],
    Community: ["name_zh", "name_en", "outline", "x", "y"],
}


@dataclass
class Loaded:
    """What loading one district did, in codes. `gone` are in the database, and not in the list."""

    code: str
    name_zh: str
    subdistricts: int
    communities: int
    added: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    drawn: bool = False

    @property
    def has_changed(self) -> bool:
        return bool(self.added or self.renamed or self.drawn)


@transaction.atomic
def load_divisions(
    rows: Iterable[Division],
    *,
    district_code: str,
    report: Callable[[str], None] = lambda line: None,
    by: User | None = None,
    at: datetime,
) -> list[Loaded]:
    """Take a district (six digits), or all districts of a city (four), from the list.

    Doing it again changes nothing; a newer list adds and renames. What it no longer names stays:
    people live there. `by=None` is whoever has the command line. All districts are stored, or none.
    """
    if by is not None and not may_load_divisions(by):
        raise NotAllowed("not_yours_to_load", _("Only administrators may load districts."))
    listed = judge(rows)
    children: dict[str, list[Division]] = {}
    for row in listed:
        children.setdefault(row.parent_code, []).append(row)
    cities = {row.code: row.name for row in listed if row.level == "city"}
    districts = districts_in(listed, district_code)
    done = []
    for number, row in enumerate(districts, 1):
        report(f"[{number}/{len(districts)}] {row.code} {row.name} …")
        loaded = _load(row, children, cities.get(row.parent_code, ""))
        if loaded.has_changed:
            changes = {
                "added": len(loaded.added),
                "renamed": loaded.renamed,
                "gone": loaded.gone,
                "drawn": loaded.drawn,
            }
            record("load_divisions", District(code=row.code), by=by, at=at, changes=changes)
        done.append(loaded)
    return done


def _load(row: Division, children: Mapping[str, list[Division]], city_zh: str) -> Loaded:
    subdistricts = children.get(row.code, [])
    communities = [c for s in subdistricts for c in children.get(s.code, [])]
    lines = [row, *subdistricts, *communities]
    stored = _stored(row.code)
    places = {**stored, **{line.code: stored.get(line.code) or _new(line) for line in lines}}
    changed = [line.code for line in lines if _name(places[line.code], line, city_zh)]
    loaded = Loaded(
        row.code,
        places[row.code].name_zh,
        len(subdistricts),
        len(communities),
        added=[code for code in changed if code not in stored],
        renamed=[code for code in changed if code in stored],
        gone=sorted(places.keys() - {line.code for line in lines}),
    )
    on_map = [place for place in places.values() if isinstance(place, Community)]
    loaded.drawn = bool(on_map) and (bool(loaded.added) or not all(c.outline for c in on_map))
    if loaded.drawn:
        drawing = _draw(row.code, places)
        _save(places.values())
        _introduce(drawing)
    else:
        _save(places[code] for code in changed)
    return loaded


def _stored(district: str) -> dict[str, Place]:
    """What the database has of the district already, by code; the district itself is locked."""
    return {
        place.pk: place
        for query in (
            District.objects.select_for_update().filter(pk=district),
            Subdistrict.objects.filter(district=district),
            Community.objects.filter(subdistrict__district=district),
        )
        for place in query
    }


def _new(row: Division) -> Place:
    if row.level == "district":
        return District(code=row.code)
    if row.level == "subdistrict":
        return Subdistrict(code=row.code, district_id=row.parent_code)
    return Community(code=row.code, subdistrict_id=row.parent_code, x=0, y=0)


def _name(place: Place, row: Division, city_zh: str) -> bool:
    """Give the place the names that its row says; whether they are others than before."""
    name_zh, before = place_name(row.name), (place.name_zh, place.name_en)
    if row.name_en:
        place.name_en = row.name_en
    elif place.name_zh != name_zh or not place.name_en:
        place.name_en = english_name(name_zh)
    place.name_zh = name_zh
    if isinstance(place, District) and place.city_zh != city_zh:
        place.city_zh = city_zh
        return True
    return (place.name_zh, place.name_en) != before


def _draw(district: str, places: Mapping[str, Place]) -> Drawing:
    """Draw the district again and put every place of it where it lies."""
    inside: dict[str, list[str]] = {c: [] for c, p in places.items() if isinstance(p, Subdistrict)}
    for code, place in sorted(places.items()):
        if isinstance(place, Community):
            inside[place.subdistrict_id].append(code)
    drawing = draw(sketch_of(district, inside), district, inside)
    for code, place in places.items():
        place.outline = drawing.outlines[code]
        if isinstance(place, Community):
            place.x, place.y = drawing.centres[code]
    return drawing


def _save(places: Iterable[Place]) -> None:
    """Insert what is new and update what is not, parents first."""
    places = list(places)
    for model, fields in UPDATED.items():
        rows: list[Any] = [place for place in places if isinstance(place, model)]
        model.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=fields,
            batch_size=500,
        )


def _introduce(drawing: Drawing) -> None:
    """Write down who are neighbours, in both directions, instead of what was written before."""
    pairs = Community.neighbours.through
    pairs.objects.filter(from_community__in=list(drawing.neighbours)).delete()
    pairs.objects.bulk_create(
        [
            pairs(from_community_id=one, to_community_id=other)
            for one, others in sorted(drawing.neighbours.items())
            for other in sorted(others)
        ],
        batch_size=1000,
    )
