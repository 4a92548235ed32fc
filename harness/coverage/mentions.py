"""Which tests name which rows: in docstrings and comments, ``LIM-01`` or ``RES-01 to RES-03``."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from core.config.strict_yaml import BadInputFile, Finding, read

_ROW: Final = re.compile(r"\b([A-Z]{3})-(\d\d)(?: to (?:\1-)?(\d\d))?\b")
_NO_ROWS: Final = frozenset({"UTF"})  # letters before a number that are not an area's

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Mention(NamedTuple):
    """A row named at a line; ``test`` is the test or class of tests it stands in, "" for a whole file of tests.

    ``proves`` is False where it stands in a helper, which proves nothing by itself.
    """

    row: str
    file: str
    line: int
    test: str
    proves: bool


def find_mentions(folder: Path, root: Path) -> list[Mention]:
    """All below a folder, each row once a test. Raises BadInputFile for a file that is not Python."""
    found: dict[tuple[str, str, str], Mention] = {}
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        for mention in _in_file(read(path), name):
            found.setdefault((mention.row, mention.file, mention.test), mention)
    return list(found.values())


def _in_file(text: str, name: str) -> Iterator[Mention]:
    if not _ROW.search(text):
        return
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise BadInputFile([Finding(name, error.lineno or 1, error.offset or 1, f"not Python: {error.msg}")]) from None
    is_tests = Path(name).name.startswith("test_")
    owners = list(_definitions(tree, ""))
    said = [*_docstrings(tree), *_comments(text)]
    for line, words in sorted(said):
        owner = max((each for each in owners if each[0] <= line <= each[1]), default=(0, 0, ""))[2]
        for row in rows_in(words):
            yield Mention(row, name, line, owner, is_tests and _is_test(owner))


def rows_in(text: str) -> list[str]:
    """The rows that a text names; a range is all of its rows."""
    found = []
    for match in _ROW.finditer(text):
        area, first, last = match[1], int(match[2]), int(match[3] or match[2])
        if area not in _NO_ROWS:
            found += [f"{area}-{number:02}" for number in range(first, max(first, last) + 1)]
    return list(dict.fromkeys(found))


def _definitions(node: ast.AST, prefix: str) -> Iterator[tuple[int, int, str]]:
    """First and last line of every function and class, and its name with those around it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            name = f"{prefix}{child.name}"
            first = min([child.lineno, *(each.lineno for each in child.decorator_list)])
            yield first, child.end_lineno or child.lineno, name
            yield from _definitions(child, f"{name}.")


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line by line, so that a mention has its place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | Definition) and ast.get_docstring(node, clean=False) is not None:
            first = node.body[0]
            assert isinstance(first, ast.Expr)
            assert isinstance(first.value, ast.Constant)
            for offset, words in enumerate(str(first.value.value).splitlines()):
                yield first.lineno + offset, words


def _comments(text: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _is_test(owner: str) -> bool:
    """Whether pytest would run what stands there: a test, a method of a class of tests, or the file's own words."""
    return not owner or any(part.startswith(("test_", "Test")) for part in owner.split("."))
