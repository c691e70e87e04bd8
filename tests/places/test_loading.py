from dataclasses import replace

import pytest

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.journal.models import Entry
from marketplace.kernel.errors import Malformed, NotAllowed
from marketplace.places import loading
from marketplace.places.divisions import QIXIA, Division, read
from marketplace.places.loading import load_divisions
from marketplace.places.models import Community, District, Subdistrict
from tests.makers import make_staff, make_user

pytestmark = pytest.mark.django_db

LISTED = [
    Division("9999", "演示市", "city", ""),
    Division("999901", "东演示区", "district", "9999"),
    Division("999901001", "河街道", "subdistrict", "999901"),
    Division("999901001001", "河东社区居委会", "community", "999901001"),
    Division("999901001002", "河西社区居委会", "community", "999901001"),
    Division("999901100", "山镇", "subdistrict", "999901"),
    Division("999901100200", "山南村村委会", "community", "999901100"),
    Division("999902", "西演示区", "district", "9999"),
    Division("999902001", "湖街道", "subdistrict", "999902"),
    Division("999902001001", "湖心社区居委会", "community", "999902001"),
]


def stored():
    """Everything that the room holds, for comparing before and after."""
    return {
        **{d.pk: (d.name_zh, d.name_en, d.city_zh, d.outline) for d in District.objects.all()},
        **{s.pk: (s.name_zh, s.name_en, s.outline) for s in Subdistrict.objects.all()},
        **{
            c.pk: (
                c.name_zh,
                c.name_en,
                c.outline,
                c.x,
                c.y,
                sorted(n.pk for n in c.neighbours.all()),
            )
            for c in Community.objects.prefetch_related("neighbours")
        },
    }


def renamed(code, name, rows=LISTED):
    return [replace(row, name=name) if row.code == code else row for row in rows]


def test_a_district_comes_in_with_names_and_a_map(at):
    (loaded,) = load_divisions(LISTED, district_code="999901", at=at)
    assert (loaded.subdistricts, loaded.communities, loaded.drawn) == (2, 3, True)
    names = {code: fields[:2] for code, fields in stored().items()}
    assert names == {
        "999901": ("东演示区", "Dongyanshi District"),
        "999901001": ("河街道", "He Subdistrict"),
        "999901001001": ("河东社区", "Hedong Community"),
        "999901001002": ("河西社区", "Hexi Community"),
        "999901100": ("山镇", "Shan Town"),
        "999901100200": ("山南村", "Shannan Village"),
    }
    assert District.objects.get().city_zh == "演示市"
    assert all(fields[-1] for code, fields in stored().items() if len(code) == 12)
    assert Community.objects.exclude(outline=[]).count() == 3
    assert [(e.thread, e.verb, e.actor) for e in Entry.objects.all()] == [
        ("district:999901", "load_divisions", None)
    ]


def test_loading_again_changes_and_tells_nothing(at):
    load_divisions(LISTED, district_code="999901", at=at)
    before = stored()
    (loaded,) = load_divisions(LISTED, district_code="999901", at=at)
    assert not loaded.has_changed
    assert stored() == before
    assert Entry.objects.count() == 1


def test_a_subdistrict_where_nobody_lives_is_not_on_the_map(at):
    empty = Division("999901200", "湖农场", "subdistrict", "999901")
    load_divisions([*LISTED, empty], district_code="999901", at=at)
    assert Subdistrict.objects.get(pk="999901200").outline == []
    (loaded,) = load_divisions([*LISTED, empty], district_code="999901", at=at)
    assert not loaded.has_changed


def test_a_district_of_which_nothing_is_listed_yet_is_only_a_name(at):
    (loaded,) = load_divisions(LISTED[:2], district_code="999901", at=at)
    assert (loaded.added, loaded.drawn) == (["999901"], False)
    (loaded,) = load_divisions(LISTED, district_code="999901", at=at)
    assert loaded.drawn


def test_a_city_brings_all_its_districts_and_says_how_far_it_is(at):
    lines = []
    loaded = load_divisions(LISTED, district_code="9999", report=lines.append, at=at)
    assert [one.code for one in loaded] == ["999901", "999902"]
    assert stored().keys() == {row.code for row in LISTED if row.level != "city"}
    assert [line.split()[:2] for line in lines] == [["[1/2]", "999901"], ["[2/2]", "999902"]]


def test_a_newer_list_renames_adds_and_keeps_what_it_no_longer_names(at):
    load_divisions(LISTED, district_code="999901", at=at)
    newer = [
        *renamed(
            "999901001001", "河东新社区居委会", [r for r in LISTED if r.code != "999901001002"]
        ),
        Division("999901100201", "山北村村委会", "community", "999901100", "Shanbei"),
    ]
    (loaded,) = load_divisions(newer, district_code="999901", at=at)
    assert loaded.added == ["999901100201"]
    assert loaded.renamed == ["999901001001"]
    assert loaded.gone == ["999901001002"]
    assert Community.objects.get(pk="999901001001").name_en == "Hedongxin Community"
    assert Community.objects.get(pk="999901100201").name_en == "Shanbei"
    assert Community.objects.get(pk="999901001002").neighbours.exists()
    assert Entry.objects.latest("id").changes == {
        "added": 1,
        "renamed": ["999901001001"],
        "gone": ["999901001002"],
        "drawn": True,
    }


def test_a_name_alone_moves_nothing_on_the_map(at):
    load_divisions(LISTED, district_code="999901", at=at)
    before = stored()
    (loaded,) = load_divisions(renamed("999901100", "大山镇"), district_code="999901", at=at)
    assert (loaded.renamed, loaded.drawn) == (["999901100"], False)
    after = stored()
    assert after.pop("999901100")[:2] == ("大山镇", "Dashan Town")
    before.pop("999901100")
    assert after == before


def test_an_english_name_that_somebody_wrote_stays_until_the_place_is_renamed(at):
    load_divisions(LISTED, district_code="999901", at=at)
    Subdistrict.objects.filter(pk="999901001").update(name_en="River Street")
    load_divisions(LISTED, district_code="999901", at=at)
    assert Subdistrict.objects.get(pk="999901001").name_en == "River Street"
    load_divisions(renamed("999901001", "江街道"), district_code="999901", at=at)
    assert Subdistrict.objects.get(pk="999901001").name_en == "Jiang Subdistrict"


def test_the_demo_district_comes_in_whole(at):
    load_divisions(read(QIXIA.read_bytes()), district_code="320113", at=at)
    district = District.objects.get()
    assert (district.name_zh, district.name_en) == ("栖霞区", "Qixia District")
    assert len(district.outline) == 2
    assert Subdistrict.objects.count() == 9
    assert Community.objects.count() == 129
    assert Community.objects.get(pk="320113001001").name_zh == "尧化社区"
    assert Community.objects.filter(neighbours=None).count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        Division("999902001001", "又一次", "community", "999902001", row=12),
        Division("999902009001", "孤社区", "community", "999902009", row=12),
    ],
)
def test_a_wrong_list_stores_nothing(at, wrong):
    with pytest.raises(Malformed) as refusal:
        load_divisions([*LISTED, wrong], district_code="9999", at=at)
    assert all(field.startswith("rows.12.") for field in refusal.value.fields)
    assert stored() == {}
    assert Entry.objects.count() == 0


def test_a_fault_halfway_through_a_city_stores_nothing(at, monkeypatch):
    drawn = []

    def draw_once(*args):
        drawn.append(args)
        if len(drawn) > 1:
            raise RuntimeError("the lights went out")
        return original(*args)

    original = loading.draw
    monkeypatch.setattr(loading, "draw", draw_once)
    with pytest.raises(RuntimeError):
        load_divisions(LISTED, district_code="9999", at=at)
    assert len(drawn) == 2
    assert stored() == {}
    assert Entry.objects.count() == 0


def test_only_administrators_load(at):
    admin = User.objects.create(username="root", display_name="演示管理员", is_superuser=True)
    load_divisions(LISTED, district_code="999902", by=admin, at=at)
    officer = make_staff(Role.BUREAU_OFFICER, District.objects.get(pk="999902"))
    for user in (officer, make_user()):
        with pytest.raises(NotAllowed):
            load_divisions(LISTED, district_code="999901", by=user, at=at)
    assert District.objects.count() == 1
    assert Entry.objects.get().actor == admin
