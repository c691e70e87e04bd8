"""What people see who need not know: enough to tell two persons apart, too little to find one."""

import unicodedata

from marketplace.households.rules.names import is_han

STAR = "*"
_COMPOUND_SURNAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 "
    "公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 "
    "壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 "
    "公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 "
    "子书 子桑 即墨 达奚 褚师 完颜 纳兰 叶赫 爱新".split()
)


def mask_name(name: str) -> str:
    """王秀兰 王*兰 · 王兰 王* · 欧阳修远 欧阳** · any other script: its first letter and two stars."""
    letters = "".join(c for c in name if not unicodedata.category(c).startswith("M"))
    if not letters:
        return ""
    if not is_han(letters):
        return letters[0] + 2 * STAR
    if len(letters) == 1:
        return STAR
    if len(letters) > 2 and letters[:2] in _COMPOUND_SURNAMES:
        return letters[:2] + STAR * (len(letters) - 2)
    if len(letters) == 2:
        return letters[0] + STAR
    return letters[0] + STAR * (len(letters) - 2) + letters[-1]


def mask_phone(phone: str) -> str:
    """138****5678 · 025-****1234, the extension left out."""
    if not phone:
        return ""
    area, dash, number = phone.partition("-")
    if dash:
        return f"{area}-{4 * STAR}{number.split('-')[0][-4:]}"
    return f"{phone[:3]}{4 * STAR}{phone[-4:]}"


def mask_id_number(id_number: str) -> str:
    """3201**********002X"""
    return f"{id_number[:4]}{10 * STAR}{id_number[-4:]}" if id_number else ""
