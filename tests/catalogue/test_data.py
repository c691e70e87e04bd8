"""The lists as they are shipped: counts, the matrix, names, and what must agree between columns."""

from collections import Counter
from itertools import combinations
from types import SimpleNamespace

import pytest

from marketplace.catalogue.files import Record, read_lists
from marketplace.catalogue.rules import matrix, parse_requirements

# Primary group x level (elderly, disabled, minors, major illness, workless, single-parent).
MATRIX = {
    "E": {1: 14, 2: 7, 3: 9, 4: 2},
    "D": {1: 9, 2: 5, 3: 9, 4: 6},
    "M": {1: 6, 2: 9, 3: 4, 4: 8},
    "S": {1: 7, 2: 5, 3: 9, 4: 2},
    "U": {1: 2, 2: 3, 3: 1, 4: 8},
    "P": {1: 4, 2: 4, 3: 1, 4: 3},
}
ALIKE = 0.4

# The forty entries that the list began with: what they are called, whom they serve, what they are.
FIRST_FORTY = """
E-L1-01|高龄独居老人送餐|E,D|A1|safety_net|CAT,HC|meal
E-L1-03|失能老人上门助浴|E,D|A3|safety_net|NW,HC|visit
E-L1-05|家庭照护者喘息服务|E,D,S|A4|needs_care|NW|session
E-L1-06|特困老人住院陪护|E,S|B2|urgent|NW,HC|shift
E-L1-07|代购代缴代办|E,D|B3|needs_care|VOL|visit
E-L1-08|独居老人居家安全巡检与紧急呼叫|E,D|H2|monitoring|EL,VOL|household
E-L2-01|独居老人定期探访|E|C1|monitoring|VOL|visit
E-L2-02|丧亲哀伤辅导|E,P,S|C2|needs_care|SW,PC|session
E-L3-01|慢病血压血糖监测|E,S|D1|monitoring|RN|visit
E-L4-01|智能手机与防诈课堂|E|G1|monitoring|VOL|class
D-L1-01|重度残疾人居家照料|D|A4|safety_net|NW,HC|hour
D-L1-02|无障碍改造|D|H1|safety_net|EL|household
D-L1-03|轮椅出行陪伴|D,E|B1|needs_care|VOL,DRV|trip
D-L2-01|残疾人家属支持小组|D|G1|needs_care|SW|group_session
D-L3-01|肢体康复入户训练|D,S|D2|needs_care|RT|session
D-L3-02|辅具评估适配|D,E|D4|needs_care|RT|device
D-L4-01|庇护性就业与职业康复|D|F1|needs_care|SW|person_month
D-L4-02|手语与沟通技能培训|D,M|F2|monitoring|TE|class
M-L1-01|困境儿童临时照料|M,P|A4|urgent|SW|day
M-L1-02|上下学接送|M,D,P|B1|needs_care|VOL|trip
M-L2-01|儿童心理评估与辅导|M|C2|needs_care|PC,SW|session
M-L2-02|家庭暴力与自伤危机干预|M,P,S|C3|urgent|SW,PC|case
M-L2-03|成长导师陪伴|M|E2|monitoring|VOL|session
M-L3-01|儿童口腔视力筛查与营养指导|M|D1|monitoring|RN|person
M-L4-01|课业辅导|M,P|E1|needs_care|TE|hour
M-L4-02|高中生生涯规划与升学衔接|M|F2|monitoring|SW,TE|session
S-L1-01|化疗期间送医陪护|S|B2|safety_net|VOL|NW,DRV|NW|trip
S-L1-02|居家消毒保洁|S|A2|needs_care|HC|visit
S-L2-01|病友互助小组|S|G1|monitoring|SW|group_session
S-L3-01|居家安宁疗护|S,E|D3|safety_net|RN,SW|visit
S-L3-02|服药管理与复诊提醒|S,E|D4|monitoring|RN|person_month
S-L3-03|术后康复指导|S,D|D2|needs_care|RT,RN|session
U-L1-01|家庭应急物资与生活支持|U,P|G2|urgent|SW|VOL|household
U-L2-01|失业压力疏导|U|C2|needs_care|SW,PC|session
U-L4-01|岗位推介与公益性岗位对接|U,D,P|F1|needs_care|SW|case
U-L4-02|电商助销与小微创业辅导|U|F3|monitoring|VOL|session
P-L1-01|单亲家庭课后托管|P,M|A4|needs_care|TE|SW|day
P-L2-01|亲子关系调适与亲职教育|P,M|E3|needs_care|SW|session
P-L4-01|离异抚养与赡养法律援助|P,U|G3|needs_care|LAW|case
P-L4-02|单亲父母就业支持|P,U|F1|needs_care|SW|case
""".split()


@pytest.fixture(scope="module")
def lists() -> dict[str, list[Record]]:
    return read_lists()


def test_every_list_has_its_number_of_entries(lists):
    assert {name: len(records) for name, records in lists.items()} == {
        "groups": 6,
        "levels": 4,
        "tags": 4,
        "categories": 8,
        "subcategories": 25,
        "qualifications": 12,
        "need_types": 137,
    }


def test_the_matrix_of_groups_and_levels_holds(lists):
    placed = [
        SimpleNamespace(group_id=record["group"], level_id=record["level"])
        for record in lists["need_types"]
    ]
    counted = matrix(placed)
    assert counted == MATRIX
    assert [sum(row[level] for row in counted.values()) for level in (1, 2, 3, 4)] == [
        42,
        33,
        33,
        29,
    ]
    assert [sum(row.values()) for row in counted.values()] == [32, 29, 27, 23, 14, 12]


def test_codes_run_without_gaps_in_every_cell(lists):
    wanted = [
        f"{group}-L{level}-{number:02d}"
        for group, row in MATRIX.items()
        for level, size in row.items()
        for number in range(1, size + 1)
    ]
    assert [record["code"] for record in lists["need_types"]] == wanted


def test_the_first_forty_stand_as_they_were_written(lists):
    told = {
        record["code"]: "|".join(
            (
                record["code"],
                record["name_zh"],
                ",".join((record["group"], *sorted(record["further_groups"]))),
                record["subcategory"],
                record["tag"],
                record["qualifications"],
                record["unit"],
            )
        )
        for record in lists["need_types"]
    }
    assert [told[line[:7]] for line in FIRST_FORTY] == FIRST_FORTY
    assert len(FIRST_FORTY) == 40


@pytest.mark.parametrize("column", ["name_zh", "name_en", "description_zh", "description_en"])
def test_no_two_need_types_read_the_same(lists, column):
    counted = Counter(record[column].casefold() for record in lists["need_types"])
    assert [text for text, times in counted.items() if times > 1] == []


def test_no_two_names_are_nearly_the_same(lists):
    names = [record["name_zh"] for record in lists["need_types"]]
    near = [(a, b) for a, b in combinations(names, 2) if likeness(a, b) > ALIKE]
    assert near == []
    assert likeness("未成年人权益法律援助", "残疾人权益法律援助") > ALIKE


def test_every_subcategory_and_every_qualification_is_used(lists):
    need_types = lists["need_types"]
    assert {record["subcategory"] for record in need_types} == {
        record["code"] for record in lists["subcategories"]
    }
    asked = {
        code
        for record in need_types
        for part in parse_requirements(record["qualifications"])
        for code in part
    }
    assert asked == {record["code"] for record in lists["qualifications"]}
    assert all(record["qualifications"] for record in need_types)


def test_what_is_done_decides_who_may_do_it(lists):
    """Nursing asks for a nurse, rehabilitation for a therapist, food for a licence, law for a lawyer."""
    asked = {
        "A1": "CAT",
        "C2": "SW",
        "C3": "PC",
        "D1": "RN",
        "E1": "TE",
        "H1": "EL",
    }
    for record in lists["need_types"]:
        wanted = asked.get(record["subcategory"])
        codes = {code for part in parse_requirements(record["qualifications"]) for code in part}
        assert wanted is None or wanted in codes, record["code"]
    medical = {"D2": {"RT", "SW"}, "D3": {"RN"}, "D4": {"RT", "RN"}, "G3": {"LAW", "SW"}}
    for record in lists["need_types"]:
        codes = {code for part in parse_requirements(record["qualifications"]) for code in part}
        assert codes & medical.get(record["subcategory"], codes), record["code"]


def test_an_urgent_need_is_met_at_once_and_not_by_a_long_term_plan(lists):
    urgent = {r["code"]: r["delivery_mode"] for r in lists["need_types"] if r["tag"] == "urgent"}
    assert urgent.keys() == {
        "E-L1-06",
        "E-L1-14",
        "E-L2-05",
        "D-L2-04",
        "M-L1-01",
        "M-L1-04",
        "M-L2-02",
        "U-L1-01",
    }
    assert "long_term" not in urgent.values()


def test_nobody_is_alone_with_a_child(lists):
    guarded = [record for record in lists["need_types"] if record["safeguards_minor"]]
    assert len(guarded) >= 15
    assert {record["code"] for record in guarded if record["helpers"] < 2} == set()
    for record in guarded:
        assert {"M", "P", "S"} & {record["group"], *record["further_groups"]}, record["code"]


def test_each_need_type_can_be_found_by_words_in_both_languages(lists):
    for record in lists["need_types"]:
        assert len(record["keywords_zh"].split("|")) >= 5, record["code"]
        assert len(record["keywords_en"].split("|")) >= 3, record["code"]
        assert record["description_zh"].endswith("。"), record["code"]
        assert record["description_en"].endswith("."), record["code"]


def test_staffing_is_said_in_both_languages_or_in_none(lists):
    assert [
        r["code"] for r in lists["need_types"] if bool(r["staffing_zh"]) != bool(r["staffing_en"])
    ] == []


def likeness(a: str, b: str) -> float:
    """Jaccard likeness of the pairs of neighbouring characters."""
    left, right = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (a, b))
    return len(left & right) / len(left | right)
