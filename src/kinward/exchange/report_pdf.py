"""The text of a PDF, read in a process of its own with a limit on memory and time, because a PDF can be a bomb.

Needs the extra ``pdf`` (pypdf, BSD-3-Clause). Run as a module it is that process: PDF in, UTF-8 text out.
"""

import importlib.util
import io
import subprocess
import sys

from kinward.model.problem import BadInputError, Message, Problem

# Situation reports have 2 to 40 pages; a yearly report 200.
PAGES_MOST = 300
_SECONDS_MOST = 60
# pypdf holds a page's content streams as objects; 100-page reports stayed under 200 MB.
_MEMORY_BYTES_MOST = 1024 * 1024 * 1024
_TOO_MANY_PAGES = 3


def is_pdf(content: bytes) -> bool:
    """Whether it is a PDF, by its first letters."""
    return content.startswith(b"%PDF-")


def text_of_pdf(name: str, content: bytes, characters_most: int) -> str:
    """The text of all pages. Raises BadInputError when the extra is missing, or the file is broken or too much."""
    if importlib.util.find_spec("pypdf") is None:
        what = Message("this is a PDF file, and the part that reads them is not installed")
        raise _refusal(name, what, Message("install kinward[pdf], or save the report as plain text or HTML"))
    command = [sys.executable, "-m", "kinward.exchange.report_pdf", str(characters_most)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS_MOST, check=False)  # noqa: S603  # our own module, no shell
    except subprocess.TimeoutExpired:
        done = None
    if done is not None and done.returncode == _TOO_MANY_PAGES:
        what = Message("this is a PDF file of more than {most} pages", {"most": PAGES_MOST})
        raise _refusal(name, what, Message("give one report at a time"))
    if done is None or done.returncode != 0:
        what = Message("this is a PDF file that cannot be read")
        raise _refusal(name, what, Message("save the report as plain text or HTML"))
    text = done.stdout.decode("utf-8")
    if not text.strip():
        what = Message("this is a PDF file of pictures, without text")
        raise _refusal(name, what, Message("save the report as plain text or HTML"))
    return text


def _refusal(name: str, what: Message, do: Message) -> BadInputError:
    return BadInputError([Problem(what, do, name)])


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the clock and the page count still hold
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES_MOST, _MEMORY_BYTES_MOST))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS_MOST, _SECONDS_MOST))


def _pages_read(content: bytes, characters_most: int) -> str:
    from pypdf import PdfReader  # it also refuses streams that swell beyond 75 MB

    reader = PdfReader(io.BytesIO(content), strict=False)
    if len(reader.pages) > PAGES_MOST:
        sys.exit(_TOO_MANY_PAGES)
    pages: list[str] = []
    for page in reader.pages:
        pages.append(_plain(page.extract_text()))
        if sum(map(len, pages)) > characters_most:
            break
    return "\n\n".join(pages)[: characters_most + 1]


def _plain(text: str) -> str:
    """Letters and line ends only: PDFs carry control characters and halves of letters that no text has."""
    kept = "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0))
    return kept.encode("utf-8", "ignore").decode("utf-8")


if __name__ == "__main__":
    _limit()
    sys.stdout.buffer.write(_pages_read(sys.stdin.buffer.read(), int(sys.argv[1])).encode("utf-8"))
