"""Computers that tests make up, with a bare clone on them."""

from pathlib import Path

from marketplace.bootstrap.environment import Environment, digest
from marketplace.bootstrap.machine import Machine
from marketplace.bootstrap.wants import Want

PYPROJECT = """
[project]
dependencies = ["sunflower>=1", "rose[thorns]==2"]
[dependency-groups]
dev = ["magnifier>=3"]
"""


def bare_clone(root: Path, **facts) -> Machine:
    """A machine with nothing but Python (and pip, venv, ensurepip unless `facts` say otherwise)."""
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "requirements.lock").write_text("sunflower==1.0 \\\n    --hash=sha256:aa\nrose==2\n")
    (root / "requirements-dev.lock").write_text("magnifier==3\nrose==2\nsunflower==1.0\n")
    told = {
        "root": root,
        "python": Path("/usr/bin/python3"),
        "prefix": Path("/usr"),
        "windows": False,
        "environ": {"PATH": "/usr/bin"},
        "has_module": lambda name: True,
        "which": lambda program: None,
    }
    return Machine(**(told | facts))


def furnish(home: Environment, *packages: str, version: str = "3.11.7") -> None:
    """Put a Python and `packages` where they would be in a real environment."""
    home.python.parent.mkdir(parents=True, exist_ok=True)
    home.python.touch()
    (home.folder / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {version}\n")
    library = "Lib" if home.machine.windows else "lib/python3.11"
    for name in packages:
        info = home.folder / library / "site-packages" / f"{name}-1.0.dist-info"
        info.mkdir(parents=True, exist_ok=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")


def stamp(home: Environment, want: Want) -> None:
    home.stamp.write_text(f"{want.lock.name} {digest(want.lock)}\n")
