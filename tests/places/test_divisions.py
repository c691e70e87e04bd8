import gzip
import re

import pytest

from marketplace.kernel.errors import Malformed
from marketplace.places import divisions
from marketplace.places.divisions import QIXIA, Division, districts_in, judge, read

HEADER = "code,name,level,parent_code"
GOOD = [
    "3201,南京市,city,",
    "320113,栖霞区,district,3201",
    "320113001,尧化街道,subdistrict,320113",
    "320113001001,尧化社区居委会,community,320113001",
]


def listing(*rows, header=HEADER):
    return "\n".join([header, *rows]).encode()


def refusal_of(raw):
    with pytest.raises(Malformed) as refusal:
        read(raw)
    return refusal.value


GOOD_ROWS = [
    Division("3201", "南京市", "city", ""),
    Division("320113", "栖霞区", "district", "3201"),
    Division("320113001", "尧化街道", "subdistrict", "320113"),
    Division("320113001001", "尧化社区居委会", "community", "320113001"),
]


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("gbk"),
        lambda text: text.encode("gb18030"),
        lambda text: f"\ufeff{text}".encode("gb18030"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode("utf-8"),
        lambda text: gzip.compress(text.encode("gbk")),
        lambda text: (text + "\n\n,,,\n").encode(),
        lambda text: text.replace(",", " , ").encode(),
        lambda text: text.replace("320113001001", "３２０１１３００１００１").encode(),
    ],
)
def test_a_list_is_read_however_it_was_saved(write):
    assert read(write("\n".join([HEADER, *GOOD]))) == GOOD_ROWS


def test_columns_may_stand_in_any_order_and_english_names_may_be_given():
    raw = "name_en,parent_code,level,code,name\nNanjing,,city,3201,南京市\n".encode()
    assert read(raw) == [Division("3201", "南京市", "city", "", "Nanjing")]


def test_the_rows_may_stand_in_any_order():
    assert sorted(d.code for d in read(listing(*reversed(GOOD)))) == [d.code for d in GOOD_ROWS]


def test_one_district_is_kept_of_a_long_list_and_all_districts_can_be_named():
    other = ["320102,玄武区,district,3201", "320102002,梅园新村街道,subdistrict,320102"]
    raw = listing(*GOOD, *other)
    assert {d.code for d in read(raw, of="320102")} == {"3201", "320113", "320102", "320102002"}


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        ("32011300100,短社区,community,320113001", "code", "12"),
        ("32011300100X,字母社区,community,320113001", "code", "12"),
        ("٣٢٠١١٣٠٠١٠٠٢,别的数字社区,community,320113001", "code", "12"),
        ("3.20113E+11,表格社区,community,320113001", "code", "3.20113E+11"),
        (",无码社区,community,320113001", "code", "12"),
        ("320113001001,重复社区,community,320113001", "code", "5"),
        ("320113001002,,community,320113001", "name", ""),
        ("320113001002,　 ,community,320113001", "name", ""),
        (f"320113001002,{'长' * 61},community,320113001", "name", "60"),
        ("320113001002,铃\x07社区,community,320113001", "name", ""),
        ("320113001002,好社区,hamlet,320113001", "level", "hamlet"),
        ("320113001002,好社区,,320113001", "level", ""),
        ("320113009002,孤社区,community,320113009", "parent_code", "320113009"),
        ("320113001002,孤社区,community,", "parent_code", ""),
        ("320113002001,错社区,community,320113001", "parent_code", "320113002001"),
        ("320113001002,错社区,community,320113", "parent_code", "3"),
        ("320113001002,多社区,community,320113001,多", "code", "5"),
        ("320113001002,少社区,community", "code", "3"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(row, column, fault):
    refusal = refusal_of(listing(*GOOD, row))
    assert set(refusal.fields) == {f"rows.6.{column}"}
    message = refusal.fields[f"rows.6.{column}"]
    assert "6" in message
    assert column in message
    assert fault in message
    assert str(refusal.message) == message


def test_everything_that_is_wrong_is_said_at_once():
    rows = [f"32011300{n},坏社区,community,320113001" for n in range(10, 60)]
    refusal = refusal_of(listing(*GOOD, *rows))
    assert len(refusal.fields) == divisions.MOST_FAULTS
    assert "30" in refusal.message.splitlines()[-1]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("code,name,level", "parent_code"),
        ("code,name,level,parent_code,secret", "secret"),
        ("code,name,level,parent_code,code", "code"),
        ("<b>code</b>,name,level,parent_code", "code"),
        ("", "code"),
    ],
)
def test_a_wrong_header_is_refused(header, column):
    refusal = refusal_of(f"{header}\n".encode())
    assert refusal.code == "wrong_columns"
    assert column in refusal.message


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00" * 40,
        b"\xff\xfe\x00",
        listing(*GOOD[:2]) + b"\n\xff\xff\xff\xff",
        listing(*GOOD) + b"\x00",
        gzip.compress(listing(*GOOD))[:-12],
        b"\x1f\x8b not a gzip file",
        listing(*GOOD, '320113001002,"未关,community,320113001'),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(raw):
    assert refusal_of(raw).code == "unreadable_file"


def test_the_row_that_cannot_be_read_is_named():
    refusal = refusal_of(listing(*GOOD[:2]) + b"\n\xff\xff\xff\xff")
    assert re.search(r"\b4\b", refusal.message)


def test_a_bomb_is_refused_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(divisions, "LARGEST_FILE", 1_000_000)
    assert refusal_of(gzip.compress(b"0" * 1_100_000)).code == "unreadable_file"


def test_an_empty_file_and_an_empty_list():
    assert refusal_of(b"").code == "wrong_columns"
    assert read(listing()) == []


def test_rows_from_elsewhere_are_judged_alike():
    with pytest.raises(Malformed) as refusal:
        judge([*GOOD_ROWS, GOOD_ROWS[-1]])
    assert refusal.value.code == "wrong_divisions"


def test_a_district_is_chosen_by_its_code_and_a_city_means_all_of_them():
    rows = [*GOOD_ROWS, Division("320102", "玄武区", "district", "3201")]
    assert [d.code for d in districts_in(rows, "320113")] == ["320113"]
    assert [d.code for d in districts_in(rows, "3201")] == ["320113", "320102"]
    for code in ("320199", "", "320113001", "32"):
        with pytest.raises(Malformed) as refusal:
            districts_in(rows, code)
        assert "320113 栖霞区" in refusal.value.message


def test_the_demo_district_is_a_good_list():
    rows = read(QIXIA.read_bytes())
    assert [sum(r.level == level for r in rows) for level in ("city", "district")] == [1, 1]
    assert [sum(r.level == level for r in rows) for level in ("subdistrict", "community")] == [
        9,
        129,
    ]
