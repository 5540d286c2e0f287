"""The house as it is drawn: the core imports only what is on a list, and nothing runs in a circle."""

import ast
import sys
from functools import cache
from pathlib import Path

import grimp
import pytest

import kinward

CORE = ("model", "names", "protect", "register", "reunite", "house", "foresee", "cite", "casework")
# What the core may import besides itself. Everything here computes; nothing opens a file, asks a clock, a network
# or a database, or draws chance by itself. To add one, say in a comment what it computes.
ALLOWED = frozenset(
    {
        # values and types
        "__future__", "abc", "collections", "dataclasses", "decimal", "enum", "fractions", "numbers", "types", "typing",
        # days and moments as values; ruff's banned-api keeps now() and today() out
        "calendar", "datetime", "zoneinfo",
        # text
        "difflib", "html", "json", "re", "string", "textwrap", "unicodedata",
        # arithmetic and order
        "bisect", "cmath", "contextlib", "copy", "functools", "heapq", "itertools", "math", "operator", "statistics",
        # hashes and identities as values; new ones come from wiring
        "base64", "hashlib", "hmac", "uuid",
        # pure computation from outside: the matching pass, prices, flow, likeness of strings, other scripts
        "anyascii", "numba", "numpy", "ortools", "rapidfuzz", "scipy",
    }
)  # fmt: skip
GENERATOR = "kinward.demo.synthetic"
SOURCE = Path(kinward.__file__).parent


@cache
def graph(*, with_externals: bool = False) -> grimp.ImportGraph:
    """Every import, also those under TYPE_CHECKING and inside functions."""
    return grimp.build_graph(
        "kinward",
        include_external_packages=with_externals,
        exclude_type_checking_imports=False,
        cache_dir=None,
    )


def core_modules() -> list[str]:
    return sorted(m for m in graph().modules if m.startswith("kinward.") and m.split(".")[1] in CORE)


def test_the_core_imports_only_what_computes() -> None:
    strangers = {
        f"{module} imports {imported}"
        for module in core_modules()
        for imported in graph(with_externals=True).find_modules_directly_imported_by(module)
        if not imported.startswith("kinward") and imported.split(".")[0] not in ALLOWED
    }
    assert not strangers


def test_the_core_takes_no_table_and_no_clock_from_the_wiring() -> None:
    """Resources, wiring and settings come in as arguments, never by import."""
    outside = {
        f"{module} imports {imported}"
        for module in core_modules()
        for imported in graph(with_externals=True).find_modules_directly_imported_by(module)
        if imported.startswith("kinward.") and imported.split(".")[1] not in CORE
    }
    assert not outside


def test_no_import_runs_in_a_circle() -> None:
    """A circle of modules: each reaches the other. Tarjan's strongly connected components, larger than one."""
    imports = {
        module: sorted(
            imported for imported in graph().find_modules_directly_imported_by(module) if imported != module
        )
        for module in graph().modules
    }
    assert circles(imports) == []


def circles(imports: dict[str, list[str]]) -> list[list[str]]:
    """Modules that reach each other (Tarjan 1972)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    open_path: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = low[module] = len(order)
        open_path.append(module)
        for imported in imports.get(module, ()):
            if imported not in order:
                visit(imported)
                low[module] = min(low[module], low[imported])
            elif imported in open_path:
                low[module] = min(low[module], order[imported])
        if low[module] == order[module]:
            start = open_path.index(module)
            if len(open_path) - start > 1:
                found.append(sorted(open_path[start:]))
            del open_path[start:]

    for module in imports:
        if module not in order:
            visit(module)
    return found


def test_a_circle_is_found() -> None:
    """The control for the test above."""
    assert circles({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}) == [["a", "b", "c"]]
    assert circles({"a": ["b", "c"], "b": ["c"], "c": []}) == []


@pytest.mark.parametrize(
    ("who", "never"),
    [
        ("kinward.web", "kinward.storage"),
        ("kinward.web", "kinward.exchange"),
        ("kinward.cli", "kinward.storage"),
        ("kinward.demo", "kinward.storage"),
        ("kinward.demo", "kinward.names"),
        ("kinward.demo", "kinward.reunite"),
        ("kinward.casework", "kinward.storage"),
    ],
)
def test_who_may_not_import_whom_directly(who: str, never: str) -> None:
    imports = graph()
    direct = {
        f"{module} imports {imported}"
        for module in imports.modules
        if module == who or module.startswith(who + ".")
        for imported in imports.find_modules_directly_imported_by(module)
        if imported == never or imported.startswith(never + ".")
    }
    assert not direct


def test_the_generator_of_riddles_reaches_the_answers_by_no_way() -> None:
    """Also not through a neighbour. The replay, which runs the whole program, may."""
    imports = graph()
    assert GENERATOR in imports.modules, "the generator has moved: name it here and in pyproject.toml"
    for answers in ("kinward.names", "kinward.reunite"):
        chain = imports.find_shortest_chain(GENERATOR, answers, as_packages=True)
        assert chain is None, " -> ".join(chain or ())


def test_the_core_opens_no_file_without_importing_one() -> None:
    """``open`` and ``print`` need no import, so the import graph cannot see them."""
    calls = {
        f"{path.relative_to(SOURCE)}:{node.lineno} calls {node.func.id}"
        for part in CORE
        for path in sorted((SOURCE / part).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"open", "print", "input", "exec", "eval", "__import__"}
    }
    assert not calls


def test_the_list_of_what_computes_names_real_modules() -> None:
    outside = {"anyascii", "numba", "numpy", "ortools", "rapidfuzz", "scipy"}
    assert ALLOWED - outside <= sys.stdlib_module_names
