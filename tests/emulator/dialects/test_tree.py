"""The table of objects: order, columns, and what is not there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire.ber import INTEGER, NO_SUCH_INSTANCE, NO_SUCH_OBJECT
from emulator.dialects.tree import Column, Leaf, Tree

PRINTER: Any = None  # these getters do not look at one


def build(keys: list[int]) -> Tree:
    return Tree(
        [
            Column((1, 3, 5), INTEGER, lambda _: keys, lambda _, key: None if key % 7 == 0 else key * 10),
            Leaf((1, 3, 4, 0), INTEGER, lambda _: 4),
            Leaf((1, 3, 6, 0), INTEGER, lambda _: None),
            Leaf((1, 3, 9, 1, 1), INTEGER, lambda _: 9, index_length=2),
        ]
    )


NAMES = st.lists(st.integers(0, 12), max_size=6).map(lambda subs: (1, 3, *subs))


@given(keys=st.sets(st.integers(0, 20)), name=NAMES)
def test_after_is_all_that_sorts_behind_the_name(keys: set[int], name: tuple[int, ...]) -> None:
    """EMU-05: GETNEXT's order, against the plain definition."""
    tree = build(sorted(keys))
    everything = [(1, 3, 4, 0), *((1, 3, 5, key) for key in sorted(keys) if key % 7), (1, 3, 9, 1, 1)]
    assert [found[0] for found in tree.after(PRINTER, name)] == [oid for oid in everything if oid > name]
    assert tree.next(PRINTER, name) == next(tree.after(PRINTER, name), None)
    assert (tree.get(PRINTER, name)[2] is not None) == (name in everything)


@pytest.mark.parametrize("kept", ["rows", "no rows"])
def test_a_type_is_followed_by_its_instance(kept: str) -> None:
    tree = build([1, 2, 7] if kept == "rows" else [])
    for name in ((1, 3, 4), (1, 3, 5), (1, 3, 5, 1), (1, 3, 6), (1, 3, 9), (1, 3, 9, 1), (1, 3, 9, 1, 1)):
        assert tree.next(PRINTER, name) == next(tree.after(PRINTER, name), None)


@pytest.mark.parametrize(
    ("oid", "tag"),
    [
        ((1, 3, 4, 0), INTEGER),
        ((1, 3, 5, 3), INTEGER),
        ((1, 3, 5, 4), NO_SUCH_INSTANCE),
        ((1, 3, 5, 7), NO_SUCH_INSTANCE),
        ((1, 3, 5), NO_SUCH_INSTANCE),
        ((1, 3, 5, 3, 3), NO_SUCH_INSTANCE),
        ((1, 3, 6, 0), NO_SUCH_INSTANCE),
        ((1, 3, 9, 1, 2), NO_SUCH_INSTANCE),
        ((1, 3, 9, 1), NO_SUCH_INSTANCE),
        ((1, 3), NO_SUCH_OBJECT),
        ((1, 3, 7, 0), NO_SUCH_OBJECT),
        ((2, 1), NO_SUCH_OBJECT),
    ],
)
def test_what_is_not_there(oid: tuple[int, ...], tag: int) -> None:
    """RFC 3416 section 4.2.1: noSuchInstance below a known object, noSuchObject elsewhere."""
    assert build([3, 7]).get(PRINTER, oid)[1] == tag


def test_no_object_stands_twice() -> None:
    """A mistake of whoever builds a dialect shows at once."""
    leaf = Leaf((1, 3, 4, 0), INTEGER, lambda _: 4)
    with pytest.raises(ValueError, match="twice"):
        Tree([leaf, leaf])
