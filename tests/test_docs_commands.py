"""Every command that the pages show exists, and so do its options and the number of its arguments."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from harness.cli_app import commands

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SPAN = re.compile(r"`([^`\n]*(?:\n[^`\n]+)?)`")
FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
PROMPT = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?pressroom\s+(.*)$")


class Shown(NamedTuple):
    """A command as a page shows it."""

    page: str
    line: int
    words: str


def shown() -> Iterator[Shown]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        name = page.relative_to(ROOT).as_posix()
        blocks = [
            (text.count("\n", 0, match.start(1)), match[1].replace("\\\n", " ")) for match in FENCE.finditer(text)
        ]
        lines = [(at + offset, line) for at, block in blocks for offset, line in enumerate(block.splitlines())]
        plain = FENCE.sub(lambda match: "\n" * match[0].count("\n"), text)
        lines += [(plain.count("\n", 0, match.start()), " ".join(match[1].split())) for match in SPAN.finditer(plain)]
        for at, words in lines:
            found = PROMPT.match(words.strip())
            if found and re.match(r"[a-z]", found[1]):
                yield Shown(name, at + 1, found[1])


def problem(words: str) -> str:
    """What is wrong with the arguments of ``pressroom``; "" if nothing is."""
    words = re.split(r"\s+#\s|\s*[|>&]\s|\s2>", words.replace("…", ""))[0]
    arguments = shlex.split(words)
    command: Any = commands()
    context: Any = command.make_context("pressroom", [], resilient_parsing=True)
    while hasattr(command, "commands") and arguments and not arguments[0].startswith("-"):
        name = arguments.pop(0)
        if name not in command.commands:
            return f"there is no {context.command_path} {name}"
        command = command.commands[name]
        context = type(context)(command, info_name=name, parent=context, resilient_parsing=True)
    known = {option: each for each in command.params for option in (*each.opts, *each.secondary_opts)}
    given = 0
    while arguments:
        word = arguments.pop(0)
        name, _, value = word.partition("=")
        if not word.startswith("-") or word == "-":
            given += 1
        elif name == "--help":
            return ""
        elif name not in known:
            return f"{context.command_path} has no option {name}"
        elif not value and not known[name].is_flag and arguments and not arguments[0].startswith("--"):
            arguments.pop(0)
    most = sum(each.nargs if each.nargs > 0 else 999 for each in command.params if each.param_type_name == "argument")
    return f"{context.command_path} takes {most} arguments, not {given}" if given > most else ""


@pytest.mark.parametrize("command", [pytest.param(each, id=f"{each.page}:{each.line}") for each in shown()])
def test_it_exists(command: Shown) -> None:
    assert problem(command.words) == "", command.words


def test_what_does_not_exist_is_seen() -> None:
    assert problem("accounts add --id 1 --name Sato --mail a@b") == ""
    assert problem("accounts ad --id 1") == "there is no pressroom accounts ad"
    assert problem("accounts add --number 1") == "pressroom accounts add has no option --number"
    assert problem("schema one") == "pressroom schema takes 0 arguments, not 1"
    assert len(list(shown())) > 50
