"""The checkout's own environment, `.venv`: is it there, is it up to date, and how it is made."""

import hashlib
import os
import subprocess
from pathlib import Path

from marketplace.bootstrap.machine import Machine
from marketplace.bootstrap.trouble import Trouble
from marketplace.bootstrap.wants import Want

OLDEST = (3, 11)


class Environment:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.folder = machine.root / ".venv"
        self.python = self.folder / ("Scripts/python.exe" if machine.windows else "bin/python")
        self.log = self.folder / "setting-up.log"
        self.stamp = self.folder / "installed-from"

    @property
    def is_where_we_are(self) -> bool:
        return self.folder.exists() and self.machine.prefix.resolve() == self.folder.resolve()

    @property
    def is_usable(self) -> bool:
        """Its Python is there, the one it was made from has not gone, and it is new enough."""
        return self.python.exists() and self._version() >= OLDEST

    def _version(self) -> tuple[int, ...]:
        """As pyvenv.cfg tells it: `version = 3.11.7`, or `version_info` where uv made it."""
        for key, value in told_in(self.folder / "pyvenv.cfg", "="):
            if key in ("version", "version_info"):
                return tuple(int(part) for part in value.split(".")[:2])
        return (0, 0)

    def has(self, want: Want) -> bool:
        """Nothing is missing, nor filled from another edition of the lock. By hand is as good."""
        filled_from = dict(told_in(self.stamp, " ")).get(want.lock.name)
        return (
            self.is_usable
            and filled_from in (None, digest(want.lock))
            and not want.missing([str(folder) for folder in self.site_packages])
        )

    @property
    def site_packages(self) -> list[Path]:
        found = "Lib/site-packages" if self.machine.windows else "lib/python*/site-packages"
        return sorted(self.folder.glob(found))

    def note(self, lock: Path) -> None:
        told = dict(told_in(self.stamp, " ")) | {lock.name: digest(lock)}
        self.stamp.write_text("".join(f"{name} {of}\n" for name, of in sorted(told.items())))

    def make(self) -> None:
        """Create it empty; what was left of an unusable one goes."""
        if not self.machine.has_module("venv"):
            raise Trouble(
                "This Python has no venv module to make an environment with: install it "
                "(Debian, Ubuntu: apt install python3-venv), then run the same command again."
            )
        made = subprocess.run(
            [str(self.machine.python), "-m", "venv", "--clear", "--without-pip", str(self.folder)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if made.returncode:
            last = (made.stdout + made.stderr).strip().splitlines()[-1:]
            raise Trouble(f"No environment could be made in {self.folder}: {' '.join(last)}")


def told_in(file: Path, between: str) -> list[tuple[str, str]]:
    """The lines of `file` as pairs; none where it is missing."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    pairs = (line.partition(between) for line in lines)
    return [(key.strip(), value.strip()) for key, _, value in pairs]


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def writable(folder: Path) -> None:
    """Trouble unless `folder` can be written to: better known before anything is fetched."""
    probe = folder / f".writable-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as refusal:
        raise Trouble(
            f"{folder} cannot be written to ({refusal.strerror}): copy the project to a folder of your "
            "own, or install requirements.lock into an environment of your own and use its Python."
        ) from None
