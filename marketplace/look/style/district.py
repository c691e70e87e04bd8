"""A made-up district for the sample map."""

import math
from typing import Any

from marketplace.look.style.words import say


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

    names = [
        say(zh, en)
        for zh, en in [
            ("东山", "Dongshan"),
            ("云谷", "Yungu"),
            ("柳桥", "Liuqiao"),
            ("北塘", "Beitang"),
            ("石坊", "Shifang"),
            ("南浦", "Nanpu"),
        ]
    ]
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
