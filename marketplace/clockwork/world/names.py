"""Names of invented people and organizations. Each can be told from a real one at sight.

A person's given name begins with one of the characters for "shown, sample, example, feigned, made up";
an organization's name ends in （演示）, "(Demo)" in English.
"""

from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
)
LONG_SURNAMES = ("欧阳", "司徒", "上官", "诸葛")
MARKS = "示样例拟虚"
FEMALE = "兰英芳娟敏静丽秀玲霞梅珍云萍华娣香月琴凤"
MALE = "国强军平伟建明志勇生德福根宝林海山庆民良"
BOTH = "安和宁平文春玉清永康"
RARE = "䶮𠮷"

DEMO_ZH, DEMO_EN = "（演示）", " (Demo)"


def person(dice: Random, *, female: bool) -> str:
    """One in forty has a surname of two characters, one in two hundred a rare one in the name."""
    surname = dice.choice(LONG_SURNAMES) if dice.random() < 1 / 40 else dice.choice(SURNAMES)
    last = dice.choice((FEMALE if female else MALE) + BOTH)
    if dice.random() < 1 / 200:
        last = dice.choice(RARE)
    return surname + dice.choice(MARKS) + last


def another_person(known: str, dice: Random, *, female: bool) -> str:
    """Somebody who is not called as `known` is; among many families two do meet."""
    name = known
    while name == known:
        name = person(dice, female=female)
    return name


# What an organization does, in both languages, with the subcategories it serves.
TRADES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("居家养老服务中心", "Home Elder Care Centre", ("A1", "A2", "A3", "A4")),
    ("护理服务中心", "Nursing Service Centre", ("A3", "A4", "D3", "B2")),
    ("社会工作服务中心", "Social Work Service Centre", ("C1", "C2", "E3", "G1", "G2")),
    ("心理健康服务中心", "Mental Health Service Centre", ("C2", "C3")),
    ("康复服务中心", "Rehabilitation Centre", ("D2", "D4", "D1")),
    ("社区助餐服务社", "Community Meal Service", ("A1", "B3")),
    ("儿童成长服务中心", "Children's Growth Centre", ("E1", "E2", "E3", "A4")),
    ("残疾人服务中心", "Disability Service Centre", ("D2", "D4", "F1", "B1", "G1")),
    ("就业促进中心", "Employment Promotion Centre", ("F1", "F2", "F3")),
    ("法律援助服务社", "Legal Aid Service", ("G3", "G2")),
    ("居家安全改造服务中心", "Home Safety and Adaptation Centre", ("H1", "H2", "A2")),
    ("健康促进会", "Health Promotion Association", ("D1", "D4", "D3")),
    ("陪诊助行服务中心", "Escort and Mobility Centre", ("B1", "B2", "B3")),
    ("公益服务中心", "Public Benefit Service Centre", ("B3", "C1", "G1", "G2", "A2")),
)
FIRST_ZH = (
    "暖邻",
    "和风",
    "晨光",
    "同心",
    "春晖",
    "相伴",
    "仁爱",
    "栖霞枫",
    "江畔",
    "阳光",
    "百合",
    "初心",
    "乐善",
    "安居",
    "携手",
    "惠民",
)
FIRST_EN = (
    "Warm Neighbour", "Gentle Breeze", "Morning Light", "One Heart", "Spring Sun", "Side by Side", "Kindness",
    "Qixia Maple", "Riverside", "Sunshine", "Lily", "First Wish", "Good Deeds", "Safe Home", "Hand in Hand", "People's Benefit",
)  # fmt: skip
SECOND_ZH = ("", "一家", "之友", "乐龄", "长青", "新程", "福地", "彩虹", "星火", "远山")
SECOND_EN = (
    "",
    " Family",
    " Friends",
    " Joyful Age",
    " Evergreen",
    " New Journey",
    " Blessing",
    " Rainbow",
    " Spark",
    " Far Hills",
)

SCHOOLS = (
    ("示例师范大学（仙林）", 5),
    ("示例邮电大学", 4),
    ("示例财经大学", 3),
    ("示例中医药大学", 3),
    ("示例理工职业学院", 2),
    ("", 3),
)


def organization(position: int) -> tuple[str, str, tuple[str, ...]]:
    """(name_zh, name_en, subcategories) of organization number `position`; all names differ."""
    trade_zh, trade_en, subcategories = TRADES[position % len(TRADES)]
    first = position % len(FIRST_ZH)
    second = (position // len(FIRST_ZH)) % len(SECOND_ZH)
    turn = position // (len(FIRST_ZH) * len(SECOND_ZH))
    again = f"{turn + 1}号" if turn else ""
    again_en = f" No. {turn + 1}" if turn else ""
    return (
        f"{FIRST_ZH[first]}{SECOND_ZH[second]}{again}{trade_zh}{DEMO_ZH}",
        f"{FIRST_EN[first]}{SECOND_EN[second]}{again_en} {trade_en}{DEMO_EN}",
        subcategories,
    )


def enterprise(position: int) -> tuple[str, str]:
    trades = (
        ("食品", "Food"),
        ("物业", "Property"),
        ("药房", "Pharmacy"),
        ("科技", "Technology"),
        ("超市", "Supermarket"),
        ("电器", "Appliances"),
    )
    zh, en = trades[position % len(trades)]
    return (
        f"江畔样例{zh}{position + 1}号有限公司{DEMO_ZH}",
        f"Riverside Sample {en} No. {position + 1} Ltd{DEMO_EN}",
    )
