"""Filling the environment from a lock file: with uv where it can be had (seconds), else with pip.

Every package is checked against the hashes of a lock, uv itself included.
"""

import ast
from pathlib import Path

from marketplace.bootstrap.environment import Environment
from marketplace.bootstrap.machine import Machine
from marketplace.bootstrap.telling import run, say
from marketplace.bootstrap.trouble import Trouble, Unreachable

UV_LOCK = Path(__file__).with_name("uv.lock")
PIP_INSTALL = ["install", "--disable-pip-version-check", "--no-input", "--retries", "2"]
PIP_INSTALL += ["--progress-bar", "off", "--require-hashes"]

# None of the person's own settings may send packages elsewhere than into our environment.
NOT_HANDED_ON = {
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_CONSTRAINT",
    "PYTHONPATH",
    "PYTHONHOME",
    "VIRTUAL_ENV",
}
HANDED_ON = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "UV_PYTHON_DOWNLOADS": "never"}
INDEX_OF_UV = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_CONFIG_FILE")
INDEX_OF_PIP = ("global.index-url", "install.index-url", ":env:.index-url")


def fill(home: Environment, lock: Path) -> None:
    """Make `home` where there is none, and install what `lock` names."""
    if not home.is_usable:
        say(f"Making an environment in {home.folder} …")
        home.make()
    home.log.write_text("")
    uv = uv_for(home)
    say(f"Installing {count(lock)} packages …")
    if not (uv and installed_with_uv(uv, home, lock)):
        run(
            [*pip_for(home), *PIP_INSTALL, "-r", lock],
            environ=environ_for(home.machine),
            log=home.log,
        )
    home.note(lock)


def count(lock: Path) -> int:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return len({line.partition("==")[0] for line in lines if line[:1].isalnum()})


def environ_for(machine: Machine) -> dict[str, str]:
    kept = {key: value for key, value in machine.environ.items() if key not in NOT_HANDED_ON}
    return kept | HANDED_ON


def uv_for(home: Environment) -> Path | None:
    """The uv on the PATH, else one of our own that pip brings; None where there is no build of it."""
    on_path = home.machine.which("uv")
    if on_path:
        return Path(on_path)
    place = home.folder / "uv"
    program = place / "bin" / ("uv.exe" if home.machine.windows else "uv")
    if not program.exists():
        say("Fetching uv, which installs fast …")
        asked = [
            *pip_for(home),
            *PIP_INSTALL,
            "--only-binary",
            ":all:",
            "--target",
            place,
            "-r",
            UV_LOCK,
        ]
        try:
            run(asked, environ=environ_for(home.machine), log=home.log)
        except Unreachable:
            raise
        except Trouble:
            return None
    return program if program.exists() else None


def pip_for(home: Environment) -> list[object]:
    """The pip of the Python we were started with; where it has none, one inside the environment."""
    if home.machine.has_module("pip"):
        return [home.machine.python, "-m", "pip", "--python", home.python]
    if not home.machine.has_module("ensurepip"):
        raise Trouble(
            "This Python has neither pip nor ensurepip to fetch packages with: install them "
            "(Debian, Ubuntu: apt install python3-venv), then run the same command again."
        )
    run([home.python, "-m", "ensurepip"], environ=environ_for(home.machine), log=home.log)
    return [home.python, "-m", "pip"]


def installed_with_uv(uv: Path, home: Environment, lock: Path) -> bool:
    """False where uv fails: pip may know a mirror, a proxy or a certificate that uv does not."""
    asked = [uv, "pip", "install", "--python", home.python, "--require-hashes", "-r", lock]
    try:
        run(asked, environ=environ_for(home.machine) | index_for_uv(home), log=home.log)
    except Trouble:
        say("uv could not; pip tries, which takes longer …")
        return False
    return True


def index_for_uv(home: Environment) -> dict[str, str]:
    """uv does not read pip's configuration, where many a machine in China names its mirror."""
    if any(key in home.machine.environ for key in INDEX_OF_UV) or not home.machine.has_module(
        "pip"
    ):
        return {}
    asked = [home.machine.python, "-m", "pip", "config", "list"]
    return index_in(run(asked, environ=environ_for(home.machine), log=home.log))


def index_in(configuration: str) -> dict[str, str]:
    """The index named in what `pip config list` prints: lines like `global.index-url='…'`."""
    lines = (line.partition("=") for line in configuration.splitlines())
    named = [ast.literal_eval(value) for key, _, value in lines if key in INDEX_OF_PIP]
    return {"UV_DEFAULT_INDEX": named[-1]} if named else {}
