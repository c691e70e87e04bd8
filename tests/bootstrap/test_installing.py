"""How packages are fetched: which program is asked, with which words, and what if it fails."""

from pathlib import Path

import pytest

from marketplace.bootstrap import installing
from marketplace.bootstrap.environment import Environment
from marketplace.bootstrap.trouble import Trouble, Unreachable
from tests.bootstrap.machines import bare_clone, furnish


class Installers:
    """Stands in for uv and pip: remembers what was asked, and fails where told to."""

    def __init__(self):
        self.asked = []
        self.environs = []
        self.failing = {}

    def run(self, command, *, environ, log):
        words = [Path(word).name if "/" in str(word) else word for word in map(str, command)]
        self.asked.append(" ".join(words))
        self.environs.append(environ)
        for sign, trouble in self.failing.items():
            if sign in self.asked[-1]:
                raise trouble
        if "--target" in words:
            program = Path(command[command.index("--target") + 1]) / "bin" / "uv"
            program.parent.mkdir(parents=True)
            program.touch()
        return ""


@pytest.fixture
def installers(monkeypatch):
    stand_in = Installers()
    monkeypatch.setattr(installing, "run", stand_in.run)
    return stand_in


def home_of(tmp_path, **facts):
    home = Environment(bare_clone(tmp_path, **facts))
    furnish(home)
    return home


def fill(home):
    installing.fill(home, home.machine.root / "requirements.lock")


PIP = (
    "install --disable-pip-version-check --no-input --retries 2 --progress-bar off --require-hashes"
)
WITH_UV = "uv pip install --python python --require-hashes -r requirements.lock"
CONFIG = "python3 -m pip config list"
FETCH_UV = f"python3 -m pip --python python {PIP} --only-binary :all: --target uv -r uv.lock"
WITH_PIP = f"python3 -m pip --python python {PIP} -r requirements.lock"


def test_the_uv_on_the_path_is_used(tmp_path, installers):
    fill(home_of(tmp_path, which={"uv": "/usr/bin/uv"}.get))
    assert installers.asked == [CONFIG, WITH_UV]


def test_without_one_pip_fetches_uv_once(tmp_path, installers):
    home = home_of(tmp_path)
    fill(home)
    fill(home)
    assert installers.asked == [FETCH_UV, CONFIG, WITH_UV, CONFIG, WITH_UV]


def test_where_there_is_no_build_of_uv_pip_does_it(tmp_path, installers):
    installers.failing = {"--target": Trouble("no build")}
    fill(home_of(tmp_path))
    assert installers.asked == [FETCH_UV, WITH_PIP]


def test_where_uv_fails_pip_tries(tmp_path, installers):
    installers.failing = {WITH_UV: Unreachable("a mirror that only pip knows")}
    fill(home_of(tmp_path, which={"uv": "/usr/bin/uv"}.get))
    assert installers.asked == [CONFIG, WITH_UV, WITH_PIP]


def test_without_a_network_nothing_else_is_tried(tmp_path, installers):
    installers.failing = {"--target": Unreachable("no network")}
    with pytest.raises(Unreachable):
        fill(home_of(tmp_path))
    assert installers.asked == [FETCH_UV]


def test_a_python_without_pip_brings_its_own(tmp_path, installers):
    installers.failing = {"--target": Trouble("no build")}
    fill(home_of(tmp_path, has_module=lambda name: name != "pip"))
    assert installers.asked == [
        "python -m ensurepip",
        FETCH_UV.replace("python3 -m pip --python python", "python -m pip"),
        "python -m ensurepip",
        WITH_PIP.replace("python3 -m pip --python python", "python -m pip"),
    ]


def test_a_python_with_neither_says_what_to_install(tmp_path, installers):
    home = home_of(tmp_path, has_module=lambda name: name not in ("pip", "ensurepip"))
    with pytest.raises(Trouble, match="neither pip nor ensurepip .* apt install python3-venv"):
        fill(home)


def test_the_lock_is_noted_only_when_all_went_well(tmp_path, installers):
    home = home_of(tmp_path)
    installers.failing = {WITH_UV: Trouble("no"), WITH_PIP: Trouble("neither")}
    with pytest.raises(Trouble):
        fill(home)
    assert not home.stamp.exists()
    installers.failing = {}
    fill(home)
    assert home.stamp.read_text().startswith("requirements.lock ")


def test_settings_of_the_person_cannot_send_packages_elsewhere(tmp_path, installers):
    environ = {
        "PATH": "/bin",
        "PIP_TARGET": "/elsewhere",
        "PYTHONPATH": "/old",
        "PIP_INDEX_URL": "a-mirror",
    }
    fill(home_of(tmp_path, environ=environ))
    for told in installers.environs:
        assert {key: told.get(key) for key in (*environ, "PIP_USER", "UV_PYTHON_DOWNLOADS")} == {
            "PATH": "/bin",
            "PIP_TARGET": None,
            "PYTHONPATH": None,
            "PIP_INDEX_URL": "a-mirror",
            "PIP_USER": "0",
            "UV_PYTHON_DOWNLOADS": "never",
        }


@pytest.mark.parametrize(
    ("configuration", "index"),
    [
        ("", {}),
        ("global.timeout='60'\n", {}),
        (
            "global.index-url='https://mirror.test/simple'\n",
            {"UV_DEFAULT_INDEX": "https://mirror.test/simple"},
        ),
        (
            ":env:.index-url='https://b.test/s?a=b'\nglobal.extra-index-url='https://c.test'\n",
            {"UV_DEFAULT_INDEX": "https://b.test/s?a=b"},
        ),
    ],
)
def test_uv_is_told_of_the_mirror_that_pip_knows(configuration, index):
    assert installing.index_in(configuration) == index


def test_packages_are_counted_once_though_a_lock_names_some_for_each_python(tmp_path):
    lock = tmp_path / "a.lock"
    lock.write_text("numpy==2 ; a\\\n    --hash=sha256:0\n    # via x\nnumpy==3 ; b\nrose==1\n")
    assert installing.count(lock) == 2
