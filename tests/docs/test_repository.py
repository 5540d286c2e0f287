"""What the documents promise of the repository is there, and nothing in it names a place it should not."""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written so that this file does not name what it looks for.
NEVER_NAMED = {
    "a path of one machine": re.compile(
        r"(?<![\w.])/(?:wo[r]k|ro[o]t|ho[m]e/\w+|Us[e]rs/\w+)/|file:///[a-z]"
    ),
    "a registry's host": re.compile(
        r"py[p]i\.org|pythonho[s]ted|registry\.np[m]js|deb\.de[b]ian|crates\.i[o]"
    ),
}
DOCUMENTS = (
    "README.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "THREATMODEL.md",
    "docs/limits.md",
    "docs/glossary.md",
)


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: what is kept cannot be listed")
    return tuple(
        ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()
    )


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("what", NEVER_NAMED)
def test_no_file_names(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in kept_files()
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if NEVER_NAMED[what].search(line)
    ]
    assert not found, f"{what} stands in {found}"


def test_the_search_for_names_finds_them() -> None:
    """The control for the test above."""
    machine, host = NEVER_NAMED.values()
    assert machine.search("cd /wo" + "rk/main")
    assert machine.search("see /ho" + "me/arev/kinward")
    assert not machine.search("docs/wo" + "rk/x and ../shared/data")
    assert host.search("https://py" + "pi.org/simple")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_document_is_there(document: str) -> None:
    assert len(text_of(ROOT / document).split()) > 40


def test_every_path_that_a_document_names_exists() -> None:
    missing = [
        f"{document.relative_to(ROOT)} names {named}"
        for document in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
        for named in paths_named_in(text_of(document))
        if not (ROOT / named).exists() and not (document.parent / named).exists()
    ]
    assert not missing


def paths_named_in(text: str) -> set[str]:
    """``src/...``, ``tests/...`` and the like in code spans, and the targets of links."""
    spans = re.findall(r"`((?:src|tests|docs|bench|\.ci)/[\w./-]+)`", text)
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)\s#]+)", text)
    return {path.rstrip("/.") for path in [*spans, *links]}


def test_the_tour_leads_through_the_code() -> None:
    tour = text_of(ROOT / "docs" / "tour.md")
    assert len(paths_named_in(tour)) >= 8, "docs/tour.md follows one family through the code, file by file"


def test_the_two_commands_of_the_readme_are_in_the_makefile() -> None:
    readme, makefile = text_of(ROOT / "README.md"), text_of(ROOT / "Makefile")
    asked = set(re.findall(r"^\s*(?:\$ )?make ([a-z]+)", readme, flags=re.MULTILINE))
    assert {"demo", "test"} <= asked
    for target in asked:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_the_changelog_has_a_part_for_what_is_not_released_yet() -> None:
    assert "## Unreleased" in text_of(ROOT / "CHANGELOG.md")


def test_every_dependency_is_pinned_and_no_pin_has_an_address() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    pins = text_of(ROOT / "constraints.txt")
    pinned = {line.split("==")[0].lower() for line in pins.splitlines() if "==" in line}
    asked = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *(d for extra in project["project"]["optional-dependencies"].values() for d in extra),
    ]
    for requirement in asked:
        name = re.split(r"[<>=!~\[; ]", requirement)[0].lower()
        assert name in pinned, f"{name} has no pin: make pins"
    assert "//" not in pins
    assert "uv.lock" in text_of(ROOT / ".gitignore").split()
