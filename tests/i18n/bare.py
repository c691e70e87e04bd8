"""Words that people would read and that nobody can translate, found in templates and in Python."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

# Blocks that translate, comments, and the one block that holds names of styles.
_SAID = re.compile(
    r"{%-?\s*blocktrans(?:late)?\b.*?{%-?\s*endblocktrans(?:late)?\s*%}"
    r"|{%\s*block page_class\s*%}.*?{%\s*endblock\s*%}"
    r"|{%\s*comment\b.*?{%\s*endcomment\s*%}"
    r"|{#.*?#}",
    re.DOTALL,
)
_NAME_OF_AN_ELEMENT = re.compile(r"(</?h?){{.*?}}")
_TAG = re.compile(r"{%\s*(\w+)(.*?)%}|{{(.*?)}}", re.DOTALL)
# A literal in a tag, and whether `_(…)` takes it.
_LITERAL = re.compile(r"""(_\(\s*)?(?:"([^"]*)"|'([^']*)')""")
_WORD = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]")
_SENTENCE = re.compile(r"^[A-Z][a-z]+(?:\b|$)|^[a-z]+ [a-z]+|[\u3400-\u9fff]")
# Their strings are addresses, names of files, formats and codes.
_NO_WORDS = {
    *("asset", "block", "csrf_token", "cycle", "else", "elif", "extends", "for", "get", "if"),
    *("include", "load", "now", "querystring", "static", "translate", "trans", "url", "urgency"),
    *("icon", "ifchanged", "regroup", "widthratio"),
}
_READ_ALOUD = {"alt", "aria-label", "aria-description", "content", "placeholder", "title"}
_SILENT = {"script", "style", "code"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in _SILENT:
            self._inside.append(tag)
        for name in _READ_ALOUD & told.keys():
            if name != "content" or told.get("name") == "description":
                self._hear(told[name] or "")
        if tag == "input" and told.get("type") in ("submit", "button", "reset"):
            self._hear(told.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self._hear(data)

    def _hear(self, text: str) -> None:
        text = " ".join(text.split())
        if _WORD.search(text):
            self.found.append(text)


def in_template(source: str) -> list[str]:
    """Text of a page, and strings handed to its pieces, that stand outside of translate tags."""
    source = _NAME_OF_AN_ELEMENT.sub(r"\1x", _SAID.sub(" ", source))
    reader = _Reader()
    reader.feed(_TAG.sub(" ", source))
    reader.close()
    return reader.found + list(_handed_in(source))


def _handed_in(source: str) -> Iterator[str]:
    for name, arguments, value in _TAG.findall(source):
        if name in _NO_WORDS:
            continue
        for literal in _LITERAL.finditer(arguments or value):
            text = literal[2] or literal[3] or ""
            if not literal[1] and _SENTENCE.search(text):
                yield text


# Where Django and the house take words: keyword arguments, and arguments by their place.
_KEYWORDS = {"label", "help_text", "empty_label", "verbose_name", "verbose_name_plural", "hint"}
_PLACES = {
    **dict.fromkeys(("RuleBroken", "NotAllowed", "Hidden", "Malformed"), 1),
    **dict.fromkeys(("success", "info", "warning", "error"), 1),
    "ValidationError": 0,
}


def in_python(source: str) -> list[str]:
    """Literals where a word for people belongs. Logging has the names of messages' levels too."""
    found = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        words = [keyword.value for keyword in call.keywords if keyword.arg in _KEYWORDS]
        place = _PLACES.get(_name_of(call))
        if place is not None and len(call.args) > place:
            words.append(call.args[place])
        for word in words:
            found += [text for text in _literals(word) if _WORD.search(text)]
    return found


def _name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        of = call.func.value
        is_message = isinstance(of, ast.Name) and of.id == "messages"
        return call.func.attr if is_message or call.func.attr[0].isupper() else ""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _literals(word: ast.expr) -> list[str]:
    if isinstance(word, ast.Constant) and isinstance(word.value, str):
        return [word.value]
    if isinstance(word, ast.JoinedStr):
        return [str(part.value) for part in word.values if isinstance(part, ast.Constant)]
    return []
