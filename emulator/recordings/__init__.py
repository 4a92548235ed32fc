"""Walks of real printers, and the models that are made of them (EMU-13)."""

from __future__ import annotations

from emulator.recordings.objects import BadLine, Recorded, Walk
from emulator.recordings.walk import read_walk, write_walk

__all__ = ["BadLine", "Recorded", "Walk", "read_walk", "write_walk"]
