"""Print data as Ghostscript writes them for PDFs of known pages (samples/README.md)."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from core.wire.pjl import parse_stream
from emulator.parts.intake import read_document

SAMPLES = Path(__file__).parent / "samples"

# What stands on the seven pages; what is grey in the eyes of a monochrome driver is a part of it.
KINDS = ["mono", "colour", "blank", "mono", "mono", "colour", "mono"]
SIZES = ["A4", "A4", "A4", "A4", "Letter", "A3", "A4"]
MONO = ["mono" if kind == "colour" else kind for kind in KINDS]


def sample(name):
    """The document in a sample, and its pages one by one."""
    (job,) = parse_stream(gzip.decompress((SAMPLES / f"{name}.gz").read_bytes()))
    document = read_document(job.language, job.pages)
    return document, [run for run in document.pages for _ in range(run.count)]


def test_ljet4():
    """IPM-08."""
    document, pages = sample("ljet4")
    assert [page.kind for page in pages] == MONO
    assert [page.size for page in pages] == SIZES
    assert [page.cover[0] if page.cover else None for page in pages] == [80, 40, None, 39, 42, 16, 29]
    assert {page.duplex for page in pages} == {None}
    assert document.copies == 1


def test_ljet4d():
    """IPM-08: duplex. Its driver says the size of fronts only, so the A3 page on a back is one of Letter."""
    _, pages = sample("ljet4d")
    assert [page.kind for page in pages] == MONO
    assert [page.size for page in pages] == [*SIZES[:5], "Letter", "A4"]
    assert {page.duplex for page in pages} == {True}


@pytest.mark.parametrize("name", ["cdeskjet", "cdj550"])
def test_ink_jets(name):
    """IPM-08: in cyan, magenta and yellow alone, and with black; a grey of three inks is a grey."""
    _, pages = sample(name)
    assert [page.kind for page in pages] == ["mono", "colour", "blank", "mono"]
    assert [page.size for page in pages] == ["A4", "Letter", "A4", "A5"]
    assert [page.cover and page.cover[:4] for page in pages[:3]] == [(80, 0, 0, 0), (0, 0, 83, 83), None]
    assert 70 <= pages[3].cover[0] <= 90


@pytest.mark.parametrize(("name", "kinds"), [("pxlmono", MONO), ("pxlcolor", KINDS)])
def test_pcl_xl(name, kinds):
    """IPM-08."""
    _, pages = sample(name)
    assert [page.kind for page in pages] == kinds
    assert [page.size for page in pages] == SIZES
    assert {page.duplex for page in pages} == {False}
    cover = [page.cover[:4] if page.cover else None for page in pages]
    assert cover[0] == (80, 0, 0, 0)
    assert cover[1] == ((0, 0, 80, 80) if name == "pxlcolor" else (39, 0, 0, 0))
    assert [share[0] for share in (cover[3], cover[4], cover[6])] == pytest.approx([38, 41, 29], abs=2)


@pytest.mark.parametrize("name", ["pwgraster", "appleraster"])
def test_rasters(name):
    """IPM-08: in black dots."""
    _, pages = sample(name)
    assert [page.kind for page in pages] == MONO
    assert [page.size for page in pages] == SIZES
    assert [page.cover[0] if page.cover else None for page in pages] == [81, 40, None, 49, 42, 17, 38]
