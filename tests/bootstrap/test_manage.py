"""manage.py itself, which even a Python that is too old has to be able to read."""

import ast
import os
import subprocess
import sys
from pathlib import Path

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def test_it_is_readable_for_old_pythons():
    text = MANAGE.read_bytes().decode("ascii")
    tree = ast.parse(text, feature_version=(3, 4))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]


def test_an_old_python_is_told_so_in_one_sentence():
    script = (
        "import runpy, sys; sys.version_info = (3, 8, 18, 'final', 0)\n"
        f"sys.argv = ['manage.py', 'demo']; runpy.run_path({str(MANAGE)!r}, run_name='__main__')"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    sentence = f"manage.py: this needs Python 3.11 or newer, and {sys.executable} is Python 3.8.\n"
    assert (said.returncode, said.stdout, said.stderr) == (1, "", sentence)


def test_whoever_stops_a_command_reads_one_sentence(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "from django.core import management\n"
        "def stopped(argv): raise KeyboardInterrupt\n"
        "management.execute_from_command_line = stopped\n"
    )
    said = subprocess.run(
        [sys.executable, str(MANAGE), "tick"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert (said.returncode, said.stdout, said.stderr) == (1, "", "manage.py: stopped.\n")


def test_the_bootstrap_asks_nothing_but_the_standard_library():
    folder = MANAGE.parent / "marketplace" / "bootstrap"
    asked = set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                asked |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                asked.add(
                    node.module
                    if node.module.startswith("marketplace")
                    else node.module.split(".")[0]
                )
    ours = {name for name in asked if name.startswith("marketplace")}
    assert all(name.startswith("marketplace.bootstrap") for name in ours)
    assert asked - ours <= sys.stdlib_module_names
