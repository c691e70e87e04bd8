"""A list that is wrong is refused, and the refusal names file, row and column."""

import shutil
from pathlib import Path

import pytest

from marketplace.catalogue.files import DATA, ORDER, read_lists
from marketplace.kernel.errors import Malformed


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the shipped lists, free to be spoilt."""
    for name in ORDER:
        shutil.copy(DATA / f"{name}.csv", tmp_path)
    return tmp_path


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> Malformed:
    with pytest.raises(Malformed) as caught:
        read_lists(folder)
    return caught.value


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column"),
    [
        ("groups.csv", "M,minor", "X,minor", 4, "code"),
        ("groups.csv", "P,single_parent", "E,single_parent", 7, "code"),
        ("groups.csv", "未成年人,", ",", 4, "name_zh"),
        ("groups.csv", "Minors,person", "Minors,crowd", 4, "scope"),
        ("levels.csv", "3,health_rehab", "5,health_rehab", 4, "number"),
        ("levels.csv", "3,health_rehab", "three,health_rehab", 4, "number"),
        ("tags.csv", "30 minutes", "half an hour", 2, "accept_within"),
        ("tags.csv", "safety_net,2", "safety_net,1.5", 3, "rank"),
        ("categories.csv", "H,居家", "Z,居家", 9, "code"),
        ("subcategories.csv", "A2,A,", "A2,Q,", 3, "category"),
        ("subcategories.csv", "1|3,care", "1|9,care", 7, "main_levels"),
        ("qualifications.csv", "注册护士,Registered nurse,yes", "注册护士,Registered nurse,perhaps", 4, "expires"),
        ("need_types.csv", "E-L1-02,", "E-L9-02,", 3, "code"),
        ("need_types.csv", "E-L1-02,", "E-L1-01,", 3, "code"),
        ("need_types.csv", "E-L1-02,老人居家保洁", "E-L1-02,高龄独居老人送餐", 3, "name_zh"),
        ("need_types.csv", "E-L1-02,老人居家保洁", "E-L2-99,老人居家保洁", 3, "level"),
        ("need_types.csv", "E-L1-02,老人居家保洁", "D-L1-99,老人居家保洁", 3, "group"),
        ("need_types.csv", "E,D,1,A2", "E,E,1,A2", 3, "further_groups"),
        ("need_types.csv", "E,D,1,A2", "E,D|Q,1,A2", 3, "further_groups"),
        ("need_types.csv", "1,A2,needs_care", "1,Z9,needs_care", 3, "subcategory"),
        ("need_types.csv", "1,A2,needs_care", "1,A2,soon", 3, "tag"),
        ("need_types.csv", '"NW,HC",护理员须', '"NW,XX",护理员须', 4, "qualifications"),
        ("need_types.csv", "1,120,fortnightly:1", "1,120,sometimes", 3, "frequency"),
        ("need_types.csv", "1,120,fortnightly:1", "1,120,once", 3, "frequency"),
        ("need_types.csv", "1,120,fortnightly:1", "0,120,fortnightly:1", 3, "helpers"),
        ("need_types.csv", "1,120,fortnightly:1", "1,-5,fortnightly:1", 3, "duration_minutes"),
        ("need_types.csv", "fortnightly:1,,visit", "fortnightly:1,6,visit", 3, "visits"),
        ("need_types.csv", ",visit,long_term,no,打扫", ",hug,long_term,no,打扫", 3, "unit"),
        ("need_types.csv", "visit,long_term,no,打扫", "visit,for_ever,no,打扫", 3, "delivery_mode"),
        ("need_types.csv", "visit,long_term,no,打扫", "visit,long_term,yes,打扫", 3, "helpers"),
        ("need_types.csv", "long_term,no,打扫", "long_term,No,打扫", 3, "safeguards_minor"),
        ("need_types.csv", "老人居家保洁", "老人\x00居家保洁", 3, "name_zh"),
        ("need_types.csv", "老人居家保洁", "老" * 61, 3, "name_zh"),
        ("need_types.csv", "E-L1-02,老人居家保洁", "E-L1-02", 3, "keywords_en"),
        ("need_types.csv", "E-L1-02,老人居家保洁", "E-L1-02,老人居家保洁,与", 3, "keywords_en"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_by_file_row_and_column(folder, file, old, new, row, column):
    spoil(folder, file, old, new)
    error = refusal(folder)
    assert (error.status, error.code) == (422, "malformed_list")
    assert list(error.fields) == [f"rows.{row}.{column}"]
    assert file in error.message
    assert f" {row}" in error.message
    assert column in error.message


def test_a_header_names_each_column_once_and_no_others(folder):
    spoil(folder, "tags.csv", "contact_every", "contact_never")
    assert list(refusal(folder).fields) == ["rows.1.contact_every"]
    spoil(folder, "tags.csv", "contact_never", "contact_every,contact_every")
    assert list(refusal(folder).fields) == ["rows.1.contact_every"]


def test_columns_may_stand_in_any_order_and_a_byte_order_mark_does_no_harm(folder):
    wanted = read_lists(folder)
    lines = (folder / "categories.csv").read_text(encoding="utf-8").splitlines()
    turned = "\n".join(",".join(reversed(line.split(","))) for line in lines)
    (folder / "categories.csv").write_text("\ufeff" + turned, encoding="utf-8")
    assert read_lists(folder) == wanted


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b"", 1),
        (b"code,name_zh,name_en\n", 1),
        ("code,name_zh,name_en\nA,生活照料,Daily".encode("gb18030"), 1),
        (b'code,name_zh,name_en\nA,a,a\nB,"b,b\n', 3),
        (b"\xff\xfe\x00", 1),
    ],
)
def test_a_file_that_is_no_list_is_refused(folder, content, row):
    (folder / "categories.csv").write_bytes(content)
    error = refusal(folder)
    assert "categories.csv" in error.message
    assert [field.split(".")[1] for field in error.fields] == [str(row)]


def test_a_missing_file_is_refused(folder):
    (folder / "tags.csv").unlink()
    assert "tags.csv" in refusal(folder).message
