"""What tests of rules share."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.fixture
def anew() -> Callable[[ModuleType], ModuleType]:
    """Runs a module once more, beside the imported one: tables that it makes while it is imported are made anew.

    A mutant of a function that makes such a table shows in no other way (docs/mutants.md).
    """

    def run(module: ModuleType) -> ModuleType:
        spec = importlib.util.spec_from_file_location(module.__name__, module.__file__)
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made)
        return made

    return run
