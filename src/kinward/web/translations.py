"""Keeps the translations whole: ``python -m kinward.web.translations`` gathers every sentence and compiles the tables.

It needs neither gettext nor a compiler: Django turns a template into Python, Babel reads Python and writes ``.mo``.
"""

import ast
import io
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

HERE = Path(__file__).parent
PACKAGE = HERE.parent
LOCALE = HERE / "locale"

KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
# An English sentence is its own translation; a language without a folder is not offered.
COMPLETE = ("hy",)
# Babel writes the day of compiling into a table; the same sentences are to give the same bytes on every day.
_NO_DAY = datetime(2023, 9, 24, tzinfo=UTC)


def main() -> None:
    """Gather, merge and compile every language; says how many sentences still want a translation."""
    template = gathered()
    for folder in sorted(path for path in LOCALE.iterdir() if path.is_dir()):
        catalogue = merged(template, folder.name)
        po, mo = files_of(folder.name)
        po.write_bytes(po_text(catalogue))
        mo.write_bytes(mo_text(catalogue))
        wanting = untranslated(catalogue)
        print(f"{folder.name}: {len(catalogue)} sentences, {len(wanting)} without a translation")
        if folder.name in COMPLETE:
            print(*wanting, sep="\n")


def files_of(language: str) -> tuple[Path, Path]:
    """Where a language's sentences and their compiled table stand."""
    folder = LOCALE / language / "LC_MESSAGES"
    return folder / "django.po", folder / "django.mo"


def gathered() -> Catalog:
    """Every sentence of the package that somebody may read, with where it stands; a shipped policy's bands too."""
    catalogue = Catalog(project="Kinward", charset="utf-8", fuzzy=False)
    for path in sorted((*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"))):
        if "migrations" not in path.parts:
            where = (path.relative_to(PACKAGE.parent).as_posix(), 0)
            for words, context in _sentences(path):
                catalogue.add(words, None, locations=[where], context=context)
    for path in sorted((PACKAGE / "resources" / "policies").glob("*.toml")):
        where = (path.relative_to(PACKAGE.parent).as_posix(), 0)
        for band in tomllib.loads(path.read_text(encoding="utf-8"))["band"]:
            catalogue.add(band["says"], None, locations=[where])
    return catalogue


def _sentences(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        source = templatize(source, origin=str(path))
    else:
        yield from ((words, None) for words in _messages(ast.parse(source)))
    for _line, words, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        if words and (not isinstance(words, tuple) or words[0]):
            yield words, context


def _messages(tree: ast.AST) -> Iterator[str]:
    """What the core says to people: the first argument of ``Message``, in a choice of two both of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Message" and node.args:
            said = node.args[0]
            for part in (said.body, said.orelse) if isinstance(said, ast.IfExp) else (said,):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                    yield part.value


def merged(template: Catalog, language: str) -> Catalog:
    """The language's translations laid over the sentences there are now; sentences that are gone go too."""
    po, _mo = files_of(language)
    kept = read_po(io.BytesIO(po.read_bytes()), locale=language) if po.exists() else Catalog(locale=language)
    kept.header_comment = f"# Kinward's sentences in {kept.locale.english_name}."
    kept.update(template, no_fuzzy_matching=True)
    kept.obsolete.clear()
    kept.fuzzy = False
    return kept


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences without a translation."""
    return [str(message.id) for message in catalogue if message.id and not _is_whole(message.string)]


def _is_whole(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def po_text(catalogue: Catalog) -> bytes:
    """The sentences as a file for translators: sorted, without dates or line numbers, so that a change shows."""
    out = io.BytesIO()
    catalogue.project, catalogue.version = "Kinward", ""
    write_po(out, catalogue, sort_output=True, include_lineno=False, omit_header=False, width=110)
    lines = out.getvalue().decode().split("\n")
    dated = (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Generated-By",
        "Report-Msgid",
        "Language-Team",
    )
    return "\n".join(
        line for line in lines if not line.startswith(tuple(f'"{word}' for word in dated))
    ).encode()


def mo_text(catalogue: Catalog) -> bytes:
    """The compiled table. The same sentences give the same bytes."""
    out = io.BytesIO()
    compiled = read_po(io.BytesIO(po_text(catalogue)), locale=catalogue.locale)
    compiled.creation_date = compiled.revision_date = _NO_DAY
    write_mo(out, compiled)
    return out.getvalue()


if __name__ == "__main__":
    main()
