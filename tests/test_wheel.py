"""What is installed from the built wheel works: tables, pages, styles, fonts and translations travel with it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as a folder that stands before the source tree on the path."""
    built = tmp_path_factory.mktemp("built")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)],
        cwd=ROOT, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    [wheel] = built.glob("*.whl")
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(unpacked: Path, home: Path, code: str) -> str:
    """Run code with the wheel's files and nothing of the source tree."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(unpacked),
        "PYTHONSAFEPATH": "1",
        "KINWARD_HOME": str(home),
        "PYTHONUTF8": "1",
    }
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=unpacked, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_nothing_that_ships_is_missing_from_the_wheel(unpacked: Path) -> None:
    source = ROOT / "src"
    shipped = {
        path.relative_to(source)
        for path in (source / "kinward").rglob("*")
        if path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts
    }
    assert shipped == {path for path in shipped if (unpacked / path).is_file()}
    assert any(path.suffix == ".mo" for path in shipped)
    assert any(path.suffix == ".html" for path in shipped)


def test_the_installed_program_reads_its_tables_and_shows_its_pages(unpacked: Path, tmp_path: Path) -> None:
    code = """
import kinward, sys
assert kinward.__file__.startswith(sys.path[0] or '.') or 'installed' in kinward.__file__, kinward.__file__
from kinward import wiring
wiring.start_django()
wiring.migrate()
wiring.evidence_table(); wiring.name_tables(); wiring.cite_words()
from django.test import Client
page = Client().get('/sign-in/', follow=True, HTTP_HOST='localhost')
print(page.status_code, len(page.content) > 500)
from django.contrib.staticfiles import finders
print(bool(finders.find('kinward/kinward.css')))
"""
    assert run(unpacked, tmp_path, code).split() == ["200", "True", "True"]
