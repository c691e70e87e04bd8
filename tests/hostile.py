"""Text as nobody should have to type it, for every action that takes text."""

# Refused wherever they come: nothing can store or show them.
UNSTORABLE = {
    "nul": "王\x00秀兰",
    "lone surrogate": "王\ud800秀兰",
    "bell": "王\x07秀兰",
}
# Kept as they are: people really write like this, and a page escapes what it shows.
KEPT = {
    "rare hanzi": "䶮𠮷",
    "emoji": "需要帮忙👨‍👩‍👧🙏",
    "html": "<script>alert('1')</script>&amp;",
    "sql": "'; DROP TABLE needs_need; --",
    "full width": "１２３ＡＢＣ，。",
    "template": "{{ 7 * 7 }} %(name)s %s {0}",
}
TOO_LONG = "长" * 10_000
EMPTY = ("", "   ", "\u3000", "\u200b", "\n")
