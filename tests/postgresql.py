"""A PostgreSQL server for the length of a test run: own folder, own socket, nothing durable.

Started from the binaries of the machine. As root it runs as another user, because PostgreSQL refuses root.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg2

DEBIAN = Path("/usr/lib/postgresql")
SECONDS_TO_START = 30
ROOM = 2 * 1024**3
# Nothing here has to survive a power cut; and a worker of autovacuum in the template would hold up its copying.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
# Tables of a few rows are joined as written: to find the best order took half of the server's time.
HASTY = ("join_collapse_limit=1", "from_collapse_limit=1", "jit=off")
ROOMY = ("max_connections=300", "shared_buffers=128MB", "max_wal_size=1GB")
# Under the locale C, trigrams of Chinese are empty.
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
DISPOSABLE = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    f"--locale={LOCALE}",
    "--no-sync",
)


class CannotStart(Exception):
    """Why there is no server, in one sentence."""


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`: Debian's newest, else the one on the PATH."""
    if os.name == "nt":
        return None
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda file: float(file.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Server:
    """`with Server(binaries).start() as server:` runs one, and leaves nothing behind."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.user, self.group = unprivileged()
        # Short, because the path of a socket may have a hundred characters and no more.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=memory()))
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@/{self.folder}/marketplace"

    @property
    def version(self) -> str:
        said = subprocess.check_output([self.binaries / "postgres", "--version"], text=True)
        return said.split()[2]

    def start(self) -> "Server":
        try:
            self.make()
            self.process = self.serve()
            self.await_answer(self.process)
        except BaseException:
            self.stop()
            raise
        return self

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def make(self) -> None:
        if self.user and self.group:
            shutil.chown(self.folder, self.user, self.group)
        made = subprocess.run(
            [self.binaries / "initdb", "--pgdata", self.data, *DISPOSABLE],
            check=False,
            cwd=self.folder,
            capture_output=True,
            text=True,
            user=self.user,
            group=self.group,
        )
        if made.returncode:
            raise CannotStart(f"initdb failed: {made.stderr.strip()[-300:]}")

    def serve(self) -> "subprocess.Popen[bytes]":
        settings = [f"-c{each}" for each in (*FORGETFUL, *HASTY, *ROOMY, "listen_addresses=")]
        with self.log.open("wb") as log:
            # In a session of its own, because Ctrl-C is for us, who then stop it.
            return subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, "-k", self.folder, *settings],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self.user,
                group=self.group,
            )

    def await_answer(self, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                self.connect().close()
            except psycopg2.OperationalError:
                if process.poll() is not None or time.monotonic() > until:
                    raise CannotStart(f"postgres failed: {self.log.read_text()[-300:]}") from None
                time.sleep(0.05)
            else:
                return

    def run(self, program: str, *arguments: object) -> None:
        command = [self.binaries / program, "-h", self.folder, "-U", "postgres", *arguments]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)

    def load(self, dump: Path, database: str) -> None:
        self.run("createdb", database)
        self.run("pg_restore", "--dbname", database, "--jobs", 2, "--exit-on-error", dump)

    def dump(self, database: str, dump: Path) -> None:
        beside = dump.with_suffix(f".{os.getpid()}")
        self.run("pg_dump", "--format", "custom", "--file", beside, database)
        beside.replace(dump)

    def has(self, database: str) -> bool:
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            return cursor.fetchone() is not None

    def connect(self) -> "psycopg2.extensions.connection":
        return psycopg2.connect(host=str(self.folder), user="postgres", dbname="postgres")


def memory() -> str | None:
    """A folder in memory with room to spare: a copy of the template takes 0.1 s there, 1 s on a disk."""
    place = "/dev/shm"
    return place if os.path.isdir(place) and shutil.disk_usage(place).free > ROOM else None


def unprivileged() -> tuple[str | None, str | None]:
    """The user and group to run the server as: none but ourselves, unless we are root."""
    if os.name == "nt" or os.geteuid() != 0:
        return None, None
    import grp
    import pwd

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return name, grp.getgrgid(entry.pw_gid).gr_name
    raise CannotStart("PostgreSQL does not run as root, and there is no other user to run it as")
