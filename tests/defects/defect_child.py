"""What the processes do that run.py starts: they find it by the name of its module, so it has one of its own."""

from __future__ import annotations

import importlib
import os
import sys


def perform(tree: str, arguments: list[str], log: str) -> None:
    """In the child: the product's command as this tree has it."""
    _enter(tree, log)
    cli = importlib.import_module("harness.cli_app")
    sys.exit(cli.perform(arguments))


def perform_test(tree: str, arguments: list[str], log: str) -> None:
    """In the child: pytest, of the modules and tests of this tree."""
    _enter(tree, log)
    os.environ["PLANTED_DEFECT"] = "1"
    pytest = importlib.import_module("pytest")
    sys.exit(int(pytest.main(arguments)))


def _enter(tree: str, log: str) -> None:
    """Make the tree the place of this process; what it says goes into a file."""
    os.setsid()
    os.chdir(tree)
    sys.path.insert(0, tree)
    os.environ.update(PYTHONPATH=tree, NO_COLOR="1", COLUMNS="200")
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
