"""What the style page shows: every component in its states, in both languages, with people who do not exist."""

import math
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from marketplace.look import forms as look_forms


def say(zh: str, en: str) -> str:
    return en if get_language() == "en" else zh


def everything(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    return {
        "now": now,
        "desk_name": say("样式", "Style"),
        "signed_in": signed_in(),
        "desk_nav": navigation(),
        "breadcrumbs": [(say("首页", "Start"), "/"), (say("样式", "Style"), "")],
        "sections": sections(),
        "colours": COLOURS,
        "shades": range(6),
        "hostile": "<img src=x onerror=alert(1)>",
        "tags": urgencies(),
        "tones": tones(),
        "icons": icons(),
        **figures(now),
        **pieces(now),
        "form": SampleForm(prefix="sample"),
        "bad_form": SampleForm({"wrong-name": "", "wrong-phone": "12"}, prefix="wrong"),
        "results": search_results(),
        "page": Paginator(range(6000), 20).get_page(request.GET.get("page", 3)),
        "sign_in_form": SampleSignIn(prefix="door"),
        "accounts": accounts(),
    }


def signed_in() -> dict[str, str]:
    return {
        "name": say("王小梅", "Wang Xiaomei"),
        "role": say("小管家", "Steward"),
        "place": say("示范街道 · 云朵社区", "Sample subdistrict · Cloud community"),
    }


def navigation() -> list[tuple[Any, ...]]:
    return [
        (say("样式", "Style"), "/style/", True, None),
        (say("我的需求", "My needs"), "#", False, 12),
        (say("待分诊", "To triage"), "#", False, 3),
        (say("今日上门", "Visits today"), "#", False, 0),
        (say("居民", "Residents"), "#", False, None),
    ]


def sections() -> list[tuple[str, str]]:
    return [
        ("colours", say("颜色与文字", "Colour and type")),
        ("marks", say("标记", "Marks")),
        ("figures", say("图形", "Figures")),
        ("pieces", say("页面部件", "Pieces")),
        ("forms", say("表单", "Forms")),
    ]


COLOURS = [
    *(
        "paper",
        "surface",
        "sunken",
        "line",
        "edge",
        "ink",
        "ink-2",
        "accent",
        "accent-strong",
        "accent-soft",
    ),
    *("tag-urgent", "tag-safety-net", "tag-needs-care", "tag-monitoring"),
    *("neutral", "waiting", "progress", "good", "warn", "bad"),
]


def icons() -> list[str]:
    from marketplace.look.icons import LINES

    return sorted(LINES)


def urgencies() -> list[tuple[str, str]]:
    return [
        ("urgent", say("紧急干预", "Urgent intervention")),
        ("safety_net", say("纳入兜底", "Safety net")),
        ("needs_care", say("需要关爱", "Needs care")),
        ("monitoring", say("持续关注", "Continued attention")),
    ]


def tones() -> list[tuple[str, str]]:
    return [
        ("neutral", say("草稿", "Draft")),
        ("waiting", say("待接单", "Waiting for an answer")),
        ("progress", say("服务中", "In service")),
        ("good", say("已满足", "Met")),
        ("warn", say("即将超时", "Nearly due")),
        ("bad", say("已退回", "Returned")),
        ("done", say("已办结", "Closed")),
    ]


def figures(now: datetime) -> dict[str, Any]:
    return {
        "due_soon": now + timedelta(hours=3, minutes=20),
        "due_past": now - timedelta(minutes=25),
        "funnel_stages": [
            (say("提出", "Posted"), 6214, "#"),
            (say("分诊", "Triaged"), 6102, "#"),
            (say("下单", "Ordered"), 5480, "#"),
            (say("接单", "Accepted"), 5311, "#"),
            (say("完成", "Done"), 4876, "#"),
            (say("回访满意", "Heard, satisfied"), 4655, "#"),
        ],
        "history": [62, 64, 61, 70, 72, 71, 78, 83, 81, 88, 90, 93],
        "bars": [
            (say("基本生活照料", "Basic daily care"), 2310, "", "#"),
            (say("精神关爱与疏导", "Emotional care"), 1742, "", "#"),
            (say("康复护理", "Rehabilitation nursing"), 1108, "", "#"),
            (say("能力提升", "Life and job skills"), 454, "", "#"),
        ],
        **sample_map(),
    }


def pieces(now: datetime) -> dict[str, Any]:
    return {
        "rows_of_data": [
            (say("服务对象", "For"), say("李*芳 女士，78 岁", "Ms Li **, 78")),
            (say("服务内容", "Service"), say("助浴（两人上门）", "Bathing help (two people)")),
            (say("地址", "Address"), say("云朵社区（接单后显示门牌）", "Cloud community (door number after acceptance)")),
        ],
        "rows_to_change": [
            (say("服务对象", "For"), say("李*芳", "Ms Li **"), "#"),
            (say("什么时候", "When"), say("每周二上午", "Tuesday mornings"), "#"),
        ],
        "way": [
            (say("提出", "Posted"), "done", say("3月3日", "3 Mar")),
            (say("分诊", "Triage"), "done", say("3月3日", "3 Mar")),
            (say("派单", "Dispatch"), "current", say("今天 14:00 前", "by 14:00 today")),
            (say("上门", "Visit"), "next", ""),
            (say("回访", "Hearing"), "next", ""),
        ],
        "tasks": [
            {"title": say("确认服务对象", "Confirm the person"), "url": "#", "status": say("已完成", "Done"), "tone": "done"},
            {
                "title": say("签署告知与同意", "Notice and consent"),
                "url": "#",
                "status": say("未开始", "Not begun"),
                "tone": "waiting",
                "hint": say("需要居民或监护人签字", "The resident or guardian signs"),
            },
            {"title": say("选择服务", "Choose the service"), "url": "", "status": say("还不能开始", "Cannot begin yet"), "tone": "neutral"},
        ],
        "timeline_entries": [
            {"when": now + timedelta(days=1), "who": "", "what": say("首次上门", "First visit"), "upcoming": True},
            {
                "when": now - timedelta(minutes=40),
                "who": say("暖阳社工站", "Warm Sun station"),
                "what": say("拒单", "Declined"),
                "why": say("本周人手已满", "No free hands this week"),
                "tone": "bad",
            },
            {"when": now - timedelta(hours=2), "who": say("调度中心", "Dispatch centre"), "what": say("派单给暖阳社工站", "Offered to Warm Sun station")},
            {"when": now - timedelta(days=2), "who": say("王小梅", "Wang Xiaomei"), "what": say("提出需求", "Need posted"), "tone": "good"},
        ],
        "tab_items": [
            (say("全部", "All"), "#", True, 128),
            (say("待分诊", "To triage"), "#", False, 6),
            (say("服务中", "In service"), "#", False, 41),
            (say("已办结", "Closed"), "#", False, None),
        ],
        "ways": [
            {"title": say("帮居民提需求", "Post a need"), "text": say("查找居民，说一句话就行", "Find the resident, say it in a sentence"), "url": "#", "icon": "plus"},
            {"title": say("我的需求", "My needs"), "text": say("现在到哪一步了", "Where each one stands"), "url": "#", "icon": "list", "count": 12},
            {"title": say("今日上门", "Visits today"), "text": say("地址、电话、签到", "Address, phone, check-in"), "url": "#", "icon": "pin"},
        ],
        "check_sections": [
            (say("居民", "Resident"), [(say("姓名", "Name"), say("李*芳", "Ms Li **"))], "#"),
            (say("需求", "Need"), [(say("服务", "Service"), say("助浴", "Bathing help")), (say("什么时候", "When"), say("每周二上午", "Tuesday mornings"))], "#"),
        ],
        "listed": listed(),
    }  # fmt: skip


def listed() -> list[dict[str, Any]]:
    tags, states = urgencies(), tones()
    rows = [
        (say("断水断粮，独居老人", "No food at home, lives alone"), tags[0], states[1], 1.2, True),
        (
            say("术后助浴，每周一次", "Bathing after surgery, weekly"),
            tags[1],
            states[2],
            0.8,
            False,
        ),
        (say("失独家庭陪伴聊天", "Company for bereaved parents"), tags[2], states[2], 0.35, False),
        (say("每月电话问候", "Monthly phone call"), tags[3], states[3], 0.1, False),
    ]
    return [
        {
            "title": title,
            "code": f"N26-{1042 + i}",
            "meta": say(
                f"云朵社区 · 李*芳 · N26-{1042 + i}", f"Cloud community · Ms Li ** · N26-{1042 + i}"
            ),
            "tag": tag,
            "state": state,
            "fraction": fraction,
            "late": late,
            "due": say("超时 25 分钟", "25 min overdue")
            if late
            else say("还剩 3 小时", "3 h left"),
        }
        for i, (title, tag, state, fraction, late) in enumerate(rows)
    ]


def sample_map() -> dict[str, Any]:
    """A made-up district: a bent sheet of 14 by 6 fields in six parts."""

    def corner(i: int, j: int) -> tuple[float, float]:
        inner = 0 < i < 14 and 0 < j < 6
        wobble = math.sin(i * 12.9898 + j * 78.233) * (320 if inner else 160)
        return i * 1000 + wobble, j * 900 + 700 * math.sin(i / 3) + wobble * 0.6

    def edge(left: int, right: int, low: int, high: int) -> list[tuple[float, float]]:
        return [
            *(corner(i, low) for i in range(left, right)),
            *(corner(right, j) for j in range(low, high)),
            *(corner(i, high) for i in range(right, left, -1)),
            *(corner(left, j) for j in range(high, low, -1)),
        ]

    names = [say(zh, en) for zh, en in [("东山", "Dongshan"), ("云谷", "Yungu"), ("柳桥", "Liuqiao"), ("北塘", "Beitang"), ("石坊", "Shifang"), ("南浦", "Nanpu")]]  # fmt: skip
    parts = [(0, 5, 0, 3), (5, 9, 0, 3), (9, 14, 0, 3), (0, 5, 3, 6), (5, 9, 3, 6), (9, 14, 3, 6)]
    areas = [
        {
            "name": say(f"第{i * 6 + j + 1}社区", f"Community {i * 6 + j + 1}"),
            "points": edge(i, i + 1, j, j + 1),
            "value": None if (i, j) == (13, 5) else (i * 7 + j * 5) % 23,
            "url": "#map" if i % 4 == 0 else "",
        }
        for i in range(14)
        for j in range(6)
    ]
    outlines = [
        {"name": name, "points": edge(*part)} for name, part in zip(names, parts, strict=True)
    ]
    dots = [
        {
            "x": 2500,
            "y": 3900,
            "name": say("紧急：断水断粮", "Urgent: no food"),
            "code": "urgent",
            "url": "#map",
        },
        {
            "x": 9500,
            "y": 3300,
            "name": say("兜底：助浴", "Safety net: bathing"),
            "code": "safety_net",
        },
    ]
    return {"map_areas": areas, "map_outlines": outlines, "map_dots": dots}


def search_results() -> list[dict[str, str]]:
    return [
        {"value": "1", "title": say("李*芳（女，78 岁）", "Ms Li ** (78)"), "meta": say("云朵社区 · 尾号 0317", "Cloud community · ends in 0317")},
        {"value": "2", "title": say("李*国（男，81 岁）", "Mr Li ** (81)"), "meta": say("云朵社区 · 尾号 2206", "Cloud community · ends in 2206")},
    ]  # fmt: skip


def accounts() -> list[dict[str, str]]:
    return [
        {"role": say("小管家", "Steward"), "username": "steward", "password": "-", "place": say("云朵社区", "Cloud community")},
        {"role": say("调度员", "Dispatcher"), "username": "dispatcher", "password": "-", "place": say("全区", "Whole district")},
    ]  # fmt: skip


class SampleForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add = self.fields.__setitem__
        add("name", forms.CharField(label=say("姓名", "Name"), max_length=40))
        add(
            "phone",
            forms.RegexField(
                r"^1\d{10}$",
                label=say("手机号", "Phone"),
                help_text=say("11 位，用于上门前联系", "11 digits, to call before a visit"),
                widget=look_forms.ShortText(width=13),
                error_messages={
                    "invalid": say("手机号应为 11 位数字", "A phone number has 11 digits")
                },
            ),
        )
        add(
            "on",
            forms.DateField(
                label=say("希望哪天上门", "Which day"), widget=look_forms.DateInput, required=False
            ),
        )
        add("words", forms.CharField(label=say("需要什么帮助", "What help is needed"), widget=forms.Textarea(attrs={"rows": 3}), required=False))  # fmt: skip
        add("how", forms.ChoiceField(label=say("怎样服务", "How"), choices=[("", say("请选择", "Please choose")), ("a", say("上门", "At home")), ("b", say("到站", "At the station"))]))  # fmt: skip
        add(
            "urgency",
            forms.ChoiceField(
                label=say("现在有危险吗？", "Is anyone in danger now?"),
                help_text=say("生命、身体或儿童安全", "Life, body, or a child's safety"),
                choices=[
                    ("yes", say("有危险", "Yes")),
                    ("no", say("没有", "No")),
                    ("unsure", say("说不准", "Not sure")),
                ],
                widget=look_forms.RadioCards(
                    hints={
                        "yes": say(
                            "马上转入 24 小时快速通道", "Goes at once into the 24-hour fast lane"
                        ),
                        "unsure": say("先按有危险处理", "Treated as danger first"),
                    }
                ),
            ),
        )
        add(
            "days",
            forms.MultipleChoiceField(
                label=say("哪几天方便", "Which days suit"),
                choices=[
                    (str(i), say(f"周{day}", en))
                    for i, (day, en) in enumerate(
                        zip("一二三四五", ["Mon", "Tue", "Wed", "Thu", "Fri"], strict=True)
                    )
                ],  # fmt: skip
                widget=forms.CheckboxSelectMultiple,
                required=False,
            ),
        )
        add(
            "consent",
            forms.BooleanField(label=say("居民已知情并同意", "The resident knows and agrees")),
        )
        add("calls", forms.BooleanField(label=say("上门前打电话", "Call before visiting"), widget=look_forms.SwitchInput, required=False))  # fmt: skip


class SampleSignIn(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = forms.CharField(label=say("用户名", "Username"))
        self.fields["password"] = forms.CharField(
            label=say("密码", "Password"), widget=forms.PasswordInput
        )
