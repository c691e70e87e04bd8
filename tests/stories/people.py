"""People at their pages: each with a browser of their own that has no scripts, over real HTTP.

They can only do what a page lets them: follow a link that is on it, press a button that is on it, fill in
fields that its form has. A page that anybody goes on from must have named what comes next.
"""

from urllib.parse import urlencode, urljoin

from bs4 import BeautifulSoup, Tag
from django.test import Client

from marketplace.accounts.models import User

PASSWORD = "only-in-this-story"
TEXTS = ("text", "search", "hidden", "tel", "date", "time", "number", "datetime-local", "password")

# Where pages without whereabouts name what comes next: steps of a request, the one big button, a line to open.
NAMED_BY = (
    "[aria-current=step]",
    ".button--primary",
    "form [type=submit]",
    ".row a",
    ".empty a",
    ".ways a",
)


class Person:
    """Somebody with an open page. `user=None`: without an account."""

    def __init__(self, user: User | None = None) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.url, self.page = "/", BeautifulSoup("", "html.parser")
        self.user = user
        if user is not None:
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])

    # what they do

    def signs_in(self) -> None:
        """And lands at their own desk. Who comes back another day signs in again."""
        self.opens("/sign-in/")
        self.sends("Sign in", username=self.user.username, password=PASSWORD)

    def opens(self, url: str) -> None:
        self._arrive(self.client.get(url, follow=True), url)

    def follows(self, words: str) -> None:
        """The first link with these words: of the page itself, else of its navigation."""
        self._goes_on()
        links = self.main.select("a[href]") + self.page.select("nav a[href]")
        link = next((one for one in links if words in _text(one)), None)
        assert link, f"{self.url} has no link “{words}”, only {[_text(one) for one in links]}"
        self.opens(urljoin(self.url, link["href"]))

    def sends(self, button: str, **fields: str | list[str]) -> None:
        """Fills in the form of this button, by the names of its fields, and presses it.

        `need0__pick` is the field `need0-pick`. Everything else is sent as the page has it.
        """
        self._goes_on()
        pressed = self._button(button)
        form = _form_of(pressed, self.page)
        told = _controls(form)
        for name, value in fields.items():
            _fill(form, told, name.replace("__", "-"), value)
        if pressed.get("name"):
            told[pressed["name"]] = [pressed.get("value", "")]
        target = pressed.get("formaction") or form.get("action") or self.url
        address = urljoin(self.url, target)
        if form.get("method", "get") == "post":
            self._arrive(self.client.post(address, told, follow=True), address)
        else:
            self.opens(f"{address.partition('?')[0]}?{urlencode(told, doseq=True)}")

    # what they read

    @property
    def main(self) -> Tag:
        return self.page.select_one("main")

    @property
    def words(self) -> str:
        """Everything the page says."""
        return _text(self.main)

    @property
    def state(self) -> str:
        return self._whereabouts("State now")

    @property
    def next_step(self) -> str:
        """What the page says comes next; else what it asks its reader to do; "" if it is the end."""
        named = (self.main.select_one(one) for one in NAMED_BY)
        return self._whereabouts("What comes next") or next(
            (_text(one) for one in named if one), ""
        )

    def may_choose(self, name: str) -> list[str]:
        """What the page offers for a field."""
        fields = self.main.select(f"[name={name}]")
        return [choice for field in fields for choice in _choices(field)]

    def _whereabouts(self, label: str) -> str:
        cells = self.main.select(".where__cell")
        found = [one for one in cells if _text(one).startswith(label)]
        return _text(found[0]).removeprefix(label).strip() if found else ""

    # how it works

    def _arrive(self, answer, url: str) -> None:
        self.url = answer.redirect_chain[-1][0] if answer.redirect_chain else url
        self.page = BeautifulSoup(answer.content, "html.parser")
        faults = [_text(one) for one in self.page.select(".errors, .field__errors, .message--bad")]
        assert answer.status_code == 200, f"{self.url}: {answer.status_code} {faults}"

    def _goes_on(self) -> None:
        assert self.next_step, f"{self.url} does not say what comes next"

    def _button(self, words: str) -> Tag:
        buttons = self.main.select("button")
        found = next((one for one in buttons if words in _text(one)), None)
        assert found, f"{self.url} has no button “{words}”, only {[_text(b) for b in buttons]}"
        return found


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def _form_of(button: Tag, page: BeautifulSoup) -> Tag:
    if button.get("form"):
        return page.find(id=button["form"])
    return button.find_parent("form")


def _controls(form: Tag) -> dict[str, list[str]]:
    """What a browser would send for this form as the page came."""
    told: dict[str, list[str]] = {}
    for one in _fields(form):
        values = _values(one)
        if values is not None:
            told.setdefault(one["name"], []).extend(values)
    return told


def _fields(form: Tag) -> list[Tag]:
    return form.select("input[name], textarea[name], select[name]")


def _values(field: Tag) -> list[str] | None:
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    if field.name == "select":
        chosen = field.select("option[selected]") or field.select("option")[:1]
        return [option.get("value", "") for option in chosen]
    if field.get("type") in ("radio", "checkbox"):
        return [field.get("value", "on")] if field.has_attr("checked") else None
    return [field.get("value", "")] if field.get("type", "text") in TEXTS else None


def _fill(form: Tag, told: dict[str, list[str]], name: str, value: str | list[str]) -> None:
    fields = [one for one in _fields(form) if one["name"] == name]
    assert fields, f"there is no field {name}, only {sorted({f['name'] for f in _fields(form)})}"
    values = [value] if isinstance(value, str) else value
    open_to = {choice for field in fields for choice in _choices(field)}
    assert not open_to or set(values) <= open_to, f"{name} may be {sorted(open_to)}, not {values}"
    told[name] = values


def _choices(field: Tag) -> list[str]:
    """What may be chosen; nothing where one may write."""
    if field.name == "select":
        return [option.get("value", "") for option in field.select("option")]
    return [field.get("value", "on")] if field.get("type") in ("radio", "checkbox") else []
