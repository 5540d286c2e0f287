"""Opening a report: what is no text is refused in plain words, and every letter keeps its place."""

from datetime import date
from pathlib import Path

import pytest

from kinward.exchange.report_file import read_report_file
from kinward.model.problem import BadInputError
from kinward.model.report import Report

_REFUSED = {
    "empty.txt": b"",
    "blank.txt": b" \n\t\n",
    "nul.txt": b"UNHCR said 300\x00 people fled.",
    "latin1.txt": "Adr\xe9 received 300 people.".encode("latin-1"),
    "override.txt": "UNHCR said 300\u202e people fled.".encode(),
    "c1.txt": "UNHCR said 300\u009b people fled.".encode(),
    "escape.txt": b"UNHCR said \x1b[2J300 people fled.",
    "override.html": b"<html><p>UNHCR said 300&#x202e; people fled.</p></html>",
    "report.pdf": b"%PDF-1.7 ...",
    "report.docx": b"PK\x03\x04....",
    "long-line.txt": b"a" * 100_000,
    "ten-megabytes.txt": b"a" * (10 * 1024 * 1024),
    "script-only.html": b"<html><script>var n = '300 people fled';</script></html>",
}


def _one(
    path: Path, published: str | None = None, outlet: str | None = None, today: date | None = None
) -> Report:
    (report,) = read_report_file(path, published, outlet, today)
    return report


@pytest.mark.parametrize("name", _REFUSED)
def test_what_is_no_report_is_refused_in_plain_words(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(_REFUSED[name])
    with pytest.raises(BadInputError) as refusal:
        read_report_file(path)
    (problem,) = refusal.value.problems
    assert problem.file == name
    assert str(problem.what)
    assert str(problem.do)


def test_a_missing_file_and_a_bad_date_are_both_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as refusal:
        read_report_file(tmp_path / "none.txt", "25.09.2023")
    assert len(refusal.value.problems) == 2


def test_hidden_characters_are_told_with_their_row(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One.\nTwo\u202e.\n", encoding="utf-8")
    with pytest.raises(BadInputError) as refusal:
        read_report_file(path)
    assert [problem.row for problem in refusal.value.problems] == [2]


def test_the_marks_of_an_arabic_newspaper_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("فر \u202b300\u202c شخص\u200f.\n", encoding="utf-8")
    assert "\u202b300" in _one(path).text


def test_an_outlet_with_an_escape_and_a_day_to_come_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("300 people fled.\n", encoding="utf-8")
    with pytest.raises(BadInputError) as refusal:
        read_report_file(path, "2999-01-01", "Reu\x1b[31mters", date(2023, 9, 26))
    assert [problem.column for problem in refusal.value.problems] == ["published", "outlet"]
    assert _one(path, "2023-09-26", "Reuters", date(2023, 9, 26)).outlet == "Reuters"


def test_the_text_is_kept_letter_for_letter(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = "Գորիս\r\n\r\n300 people\u00a0fled 🚌 “today”.\n"
    path.write_text(text, encoding="utf-8", newline="")
    assert _one(path).text == text


def test_a_page_is_read_without_its_scripts_and_menus(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><head><title>x</title><meta property='article:published_time' content='2023-09-26T08:00:00Z'>"
        "<style>p{}</style></head><body><nav>500 people here</nav><h1>Count &amp; names</h1>"
        "<p>UNHCR said <b>300</b> people <i>fled</i>.</p><script>900 people</script><ul><li>One</li></ul></body></html>",
        encoding="utf-8",
    )
    report = _one(path)
    assert report.text == "Count & names\n\nUNHCR said 300 people fled.\n\n- One\n"
    assert report.published == "2023-09-26"


def test_a_person_overrules_the_page_about_its_day(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<meta name='date' content='2023-09-26'><p>300 people fled.</p>", encoding="utf-8")
    assert _one(path, "2023-09-25").published == "2023-09-25"
