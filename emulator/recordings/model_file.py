"""A model file out of a walk: the keys that the walk tells, and the walk itself below them."""

from __future__ import annotations

import re
from typing import Final

import yaml

from emulator.recordings.likeness import model_keys
from emulator.recordings.objects import Recorded
from emulator.recordings.walk import write_walk

_NOT_A_NAME: Final = re.compile(r"[^a-z0-9]+")
_HEAD: Final = """\
# A model made from a walk of a real printer. Its agent shows the objects below: those with a known meaning (counts,
# supplies, status, name, serial number, time) as they are at each moment, the others as they were recorded.
# What no walk tells (clock, speed, paper) was assumed; change it where you know better.
"""
_WIDTH: Final = 116


def model_name(text: str) -> str:
    """A name for a model out of words: lower case, digits and hyphens; "recorded" where nothing is left."""
    return _NOT_A_NAME.sub("-", text.lower()).strip("-")[:60].strip("-") or "recorded"


def model_file(objects: tuple[Recorded, ...], name: str) -> str:
    """The text of a model file (emulator/models) that shows these objects."""
    keys = model_keys(objects, name)
    rest = yaml.safe_dump(keys, sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=None)
    lines = write_walk(objects).splitlines()
    return _HEAD + rest + "recording: |\n" + "".join(f"  {line}\n" for line in lines)
