import re

import pytest

from marketplace.places.divisions import QIXIA, read
from marketplace.places.names import english_name, place_name


@pytest.mark.parametrize(
    ("official", "place", "english"),
    [
        ("栖霞区", "栖霞区", "Qixia District"),
        ("即墨区", "即墨区", "Jimo District"),
        ("南陵县", "南陵县", "Nanling County"),
        ("镇江新区", "镇江新区", "Zhenjiang New Area"),
        ("尧化街道", "尧化街道", "Yaohua Subdistrict"),
        ("龙池镇", "龙池镇", "Longchi Town"),
        ("尧化社区居委会", "尧化社区", "Yaohua Community"),
        ("馨合园社区居民委员会", "馨合园社区", "Xinheyuan Community"),
        ("尧安新村社区居委会", "尧安新村社区", "Yao'an Xincun Community"),
        ("翠竹园居委会", "翠竹园社区", "Cuizhuyuan Community"),
        ("石埠桥村村委会", "石埠桥村", "Shibuqiao Village"),
        ("桦墅村委会", "桦墅村", "Huashu Village"),
        ("七联村村民委员会", "七联村", "Qilian Village"),
        ("百子亭社区", "百子亭社区", "Baiziting Community"),
        ("东青社区居委会（含东青村村委）", "东青社区", "Dongqing Community"),
        (
            "红运社区（西）赵庄村民委员会",
            "红运社区（西）赵庄村",
            "Hongyunshequxizhaozhuang Village",
        ),
        ("吕城镇", "吕城镇", "Lücheng Town"),
        ("社区", "社区", "Shequ"),
        ("䶮𠮷社区居委会", "䶮𠮷社区", None),
    ],
)
def test_a_place_is_called_as_people_call_it(official, place, english):
    assert place_name(official) == place
    if english:
        assert english_name(place) == english
    else:
        assert english_name(place).endswith(" Community")


def test_every_place_of_the_demo_district_has_a_proper_english_name():
    rows = read(QIXIA.read_bytes())
    names = {row.code: row.name_en for row in rows}
    kinds = {row.level: set() for row in rows}
    for row in rows:
        assert re.fullmatch(r"[A-Z][A-Za-z']*( [A-Z][a-z']*)*", row.name_en), row
        kinds[row.level].add(row.name_en.rsplit(" ", 1)[-1])
    assert kinds == {
        "city": {"Nanjing"},
        "district": {"District"},
        "subdistrict": {"Subdistrict"},
        "community": {"Community", "Village"},
    }
    assert {c: n for c, n in names.items() if len(c) in (6, 9)} == {
        "320113": "Qixia District",
        "320113001": "Yaohua Subdistrict",
        "320113002": "Maqun Subdistrict",
        "320113003": "Maigaoqiao Subdistrict",
        "320113004": "Yanziji Subdistrict",
        "320113005": "Qixia Subdistrict",
        "320113006": "Longtan Subdistrict",
        "320113007": "Xianlin Subdistrict",
        "320113009": "Baguazhou Subdistrict",
        "320113010": "Xigang Subdistrict",
    }
    assert names["320113003001"] == "Changying Community"
