from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from marketplace.look.icons import LINES
from marketplace.look.style.district import sample_map
from marketplace.look.style.forms import SampleForm, SampleSignIn
from marketplace.look.style.words import say


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
        "icons": sorted(LINES),
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
            (
                say("地址", "Address"),
                say("云朵社区（接单后显示门牌）", "Cloud community (door number after acceptance)"),
            ),
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
            {
                "title": say("确认服务对象", "Confirm the person"),
                "url": "#",
                "status": say("已完成", "Done"),
                "tone": "done",
            },
            {
                "title": say("签署告知与同意", "Notice and consent"),
                "url": "#",
                "status": say("未开始", "Not begun"),
                "tone": "waiting",
                "hint": say("需要居民或监护人签字", "The resident or guardian signs"),
            },
            {
                "title": say("选择服务", "Choose the service"),
                "url": "",
                "status": say("还不能开始", "Cannot begin yet"),
                "tone": "neutral",
            },
        ],
        "timeline_entries": [
            {
                "when": now + timedelta(days=1),
                "who": "",
                "what": say("首次上门", "First visit"),
                "upcoming": True,
            },
            {
                "when": now - timedelta(minutes=40),
                "who": say("暖阳社工站", "Warm Sun station"),
                "what": say("拒单", "Declined"),
                "why": say("本周人手已满", "No free hands this week"),
                "tone": "bad",
            },
            {
                "when": now - timedelta(hours=2),
                "who": say("调度中心", "Dispatch centre"),
                "what": say("派单给暖阳社工站", "Offered to Warm Sun station"),
            },
            {
                "when": now - timedelta(days=2),
                "who": say("王小梅", "Wang Xiaomei"),
                "what": say("提出需求", "Need posted"),
                "tone": "good",
            },
        ],
        "tab_items": [
            (say("全部", "All"), "#", True, 128),
            (say("待分诊", "To triage"), "#", False, 6),
            (say("服务中", "In service"), "#", False, 41),
            (say("已办结", "Closed"), "#", False, None),
        ],
        "ways": [
            {
                "title": say("帮居民提需求", "Post a need"),
                "text": say("查找居民，说一句话就行", "Find the resident, say it in a sentence"),
                "url": "#",
                "icon": "plus",
            },
            {
                "title": say("我的需求", "My needs"),
                "text": say("现在到哪一步了", "Where each one stands"),
                "url": "#",
                "icon": "list",
                "count": 12,
            },
            {
                "title": say("今日上门", "Visits today"),
                "text": say("地址、电话、签到", "Address, phone, check-in"),
                "url": "#",
                "icon": "pin",
            },
        ],
        "check_sections": [
            (say("居民", "Resident"), [(say("姓名", "Name"), say("李*芳", "Ms Li **"))], "#"),
            (
                say("需求", "Need"),
                [
                    (say("服务", "Service"), say("助浴", "Bathing help")),
                    (say("什么时候", "When"), say("每周二上午", "Tuesday mornings")),
                ],
                "#",
            ),
        ],
        "listed": listed(),
    }


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


def search_results() -> list[dict[str, str]]:
    return [
        {
            "value": "1",
            "title": say("李*芳（女，78 岁）", "Ms Li ** (78)"),
            "meta": say("云朵社区 · 尾号 0317", "Cloud community · ends in 0317"),
        },
        {
            "value": "2",
            "title": say("李*国（男，81 岁）", "Mr Li ** (81)"),
            "meta": say("云朵社区 · 尾号 2206", "Cloud community · ends in 2206"),
        },
    ]


def accounts() -> list[dict[str, str]]:
    return [
        {
            "role": say("小管家", "Steward"),
            "username": "steward",
            "password": "-",
            "place": say("云朵社区", "Cloud community"),
        },
        {
            "role": say("调度员", "Dispatcher"),
            "username": "dispatcher",
            "password": "-",
            "place": say("全区", "Whole district"),
        },
    ]
