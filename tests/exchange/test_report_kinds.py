"""Feeds, letters and PDFs are reports too; what could be a bomb is refused or read within a limit."""

import io
import tracemalloc
import zlib
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinward.exchange.report_feed import ENTRIES_MOST
from kinward.exchange.report_file import BYTES_MOST, read_report_bytes
from kinward.exchange.report_page import read_page
from kinward.model.problem import BadInputError

_RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Relief desk</title>
{entries}</channel></rss>"""
_ENTRY = (
    "<item><title>Day {n}</title><pubDate>Tue, 26 Sep 2023 20:00:00 +0400</pubDate>"
    "<description>short</description><content:encoded>&lt;p&gt;UNHCR said {n} people fled.&lt;/p&gt;</content:encoded></item>"
)
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title><entry><title>One</title>
<updated>2023-09-26T20:00:00Z</updated><summary>UNHCR said 300 people fled.</summary></entry></feed>"""


def _rss(entries: int) -> bytes:
    return _RSS.format(entries="".join(_ENTRY.format(n=n) for n in range(1, entries + 1))).encode()


def _refused(name: str, content: bytes) -> str:
    with pytest.raises(BadInputError) as refusal:
        read_report_bytes(name, content)
    return str(refusal.value.problems[0].what)


def test_every_entry_of_a_feed_is_a_report_with_its_own_day_and_outlet() -> None:
    first, second = read_report_bytes("feed.xml", _rss(2))
    assert (first.file, first.published, first.outlet) == ("feed.xml#1", "2023-09-26", "Relief desk")
    assert first.text == "Day 1\n\nUNHCR said 1 people fled.\n"
    assert "UNHCR said 2 people fled." in second.text


def test_an_atom_feed_of_one_entry_is_one_report() -> None:
    (report,) = read_report_bytes("feed.atom", _ATOM.encode())
    assert (report.file, report.published, report.outlet) == ("feed.atom", "2023-09-26", "Desk")


def test_a_feed_that_swells_or_never_ends_is_refused() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>'
    assert _refused("laughs.xml", laughs) == "it declares a document type of its own"
    assert _refused("deep.xml", b"<rss>" + b"<a>" * 5000) == "the feed is broken"
    assert "more than" in _refused("many.xml", _rss(ENTRIES_MOST + 1))
    assert _refused("broken.xml", b"<rss><channel><item></channel></rss>") == "the feed is broken"


def _mail() -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = "somebody@example.org"
    letter["Date"] = "Tue, 26 Sep 2023 20:00:00 +0400"
    letter["Subject"] = "Evening count"
    letter.set_content("> UNHCR said 300 people fled.\n\n-- \nsomebody\n")
    return letter


def test_a_letter_gives_its_subject_its_text_and_its_day_and_no_address() -> None:
    (report,) = read_report_bytes("count.eml", bytes(_mail()))
    assert (report.published, report.text) == ("2023-09-26", "Evening count\n\nUNHCR said 300 people fled.\n")


def test_a_letter_pasted_with_its_head_is_a_letter() -> None:
    pasted = "From: a@example.org\nSent: Tuesday, 26 September 2023 20:00\nTo: b@example.org\nSubject: Count\n\nUNHCR said 300 people fled.\n"
    (report,) = read_report_bytes("pasted.txt", pasted.encode())
    assert (report.published, report.text) == ("2023-09-26", "Count\n\nUNHCR said 300 people fled.\n")


def test_a_letter_of_parts_in_html_is_read_aloud() -> None:
    letter = _mail()
    letter.set_content("<p>UNHCR said <b>300</b> people fled.</p><script>x()</script>", subtype="html")
    (report,) = read_report_bytes("count.eml", bytes(letter))
    assert report.text.endswith("UNHCR said 300 people fled.\n")


def test_parts_inside_parts_without_end_are_no_letter() -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2000))
    assert _refused("nested.eml", f"Subject: x\n{nested}".encode()) == "the letter cannot be read"


def test_a_page_that_quotes_a_feed_is_still_a_page() -> None:
    (report,) = read_report_bytes("a.html", b"<html><p>&lt;rss&gt; UNHCR said 300 people fled.</p></html>")
    assert report.text == "<rss> UNHCR said 300 people fled.\n"


def _pdf(stream: bytes, pages: int = 1) -> bytes:
    """A PDF as small as can be: so many pages that share one stream."""
    kids = " ".join(f"{n} 0 R" for n in range(5, 5 + pages))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        *(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
            for _ in range(pages)
        ),
    ]
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for n, part in enumerate(parts, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (n, part))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start))
    return out.getvalue()


def test_the_text_of_a_pdf_is_read() -> None:
    pytest.importorskip("pypdf")
    stream = zlib.compress(b"BT /F1 12 Tf 72 700 Td (UNHCR said 300 people fled.) Tj ET")
    (report,) = read_report_bytes("count.pdf", _pdf(stream))
    assert "UNHCR said 300 people fled." in report.text


def test_a_pdf_that_swells_or_is_broken_is_refused() -> None:
    pytest.importorskip("pypdf")
    bomb = zlib.compress(b" " * 100_000_000, 1)
    assert _refused("bomb.pdf", _pdf(bomb)).startswith("this is a PDF file")
    assert _refused("broken.pdf", b"%PDF-1.7\nnothing") == "this is a PDF file that cannot be read"
    empty = zlib.compress(b"BT ET")
    assert _refused("pictures.pdf", _pdf(empty)) == "this is a PDF file of pictures, without text"
    assert "more than 300 pages" in _refused("long.pdf", _pdf(empty, pages=301))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(("a.txt", "a.html", "a.eml", "a.xml")),
    st.lists(
        st.sampled_from(
            (b"<rss>", b"<item>", b"<entry>", b"</item>", b"<!DOCTYPE a>", b"From: a\nDate: x\n\n", b"\n\n", b"<p>", b"&#0;",
             b"&lol;", b"300 people", b"multipart/mixed; boundary=a\n--a\n", b"\xff", b"\x00", b"Content-Type: ", b"=\n", b"]]>")
        ),
        max_size=20,
    ).map(b"".join) | st.binary(max_size=200),
)  # fmt: skip
def test_whatever_is_sent_is_a_report_or_a_refusal_in_words(name: str, content: bytes) -> None:
    try:
        reports = read_report_bytes(name, content)
    except BadInputError as refusal:
        words = [str(part) for one in refusal.problems for part in (one.what, one.do)]
    else:
        words = [report.text.strip() for report in reports]
    assert words
    assert all(words)


def test_the_largest_file_is_read_or_refused_in_bounded_memory() -> None:
    unit = b"<rss><channel>" + b"<item><title>" + b"a" * 40 + b"</title></item>"
    for name, content in (
        ("big.xml", (unit * (BYTES_MOST // len(unit) + 1))[:BYTES_MOST]),
        ("big.html", (b"<div>" * (BYTES_MOST // 5))[:BYTES_MOST]),
        ("big.txt", (b"300 people fled.\n" * (BYTES_MOST // 17))[:BYTES_MOST]),
    ):
        tracemalloc.start()
        _refused(name, content)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 20 * BYTES_MOST, (name, peak)


_TABLE = (
    "<table><caption>As of 27 September</caption><tr><th>Region</th><th>Refugees arrived</th><th>Families</th></tr>"
    "<tr><td>Syunik</td><td>12,300</td><td><b>2,100</b></td></tr><tr><td>Ararat</td><td>4,000*</td><td>-</td></tr></table>"
)


def test_a_simple_table_is_read_number_by_number() -> None:
    assert read_page(_TABLE).text.split("\n\n") == [
        "As of 27 September",
        "Syunik: Refugees arrived: 12,300",
        "Syunik: Families: 2,100",
        "Ararat: Refugees arrived: 4,000*\n",
    ]


@pytest.mark.parametrize(
    "other",
    [
        _TABLE.replace("<th>Region</th>", '<th colspan="2">Region</th>'),
        _TABLE.replace("12,300", "12,300 people fled"),
        _TABLE.replace("<td>-</td>", ""),
        _TABLE.replace("Families</th>", "2022</th>"),
        _TABLE.replace("12,300", "<table><tr><td>12,300</td></tr></table>"),
        "<table><tr><td>News</td></tr><tr><td>300</td></tr></table>",
    ],
)
def test_any_other_table_stays_as_its_cells(other: str) -> None:
    assert ": Refugees arrived: " not in read_page(other).text
    assert read_page(other).text.strip()
