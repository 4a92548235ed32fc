"""The listener's filter, run by an interpreter of the few instructions it uses."""

from __future__ import annotations

import socket
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.network import bpf


def accepts(program: bytes, address: str) -> bool:
    """Classic BPF as bpf(4) tells it, for the one word these programs load."""
    code = list(struct.iter_unpack("=HBBI", program))
    destination = int.from_bytes(socket.inet_aton(address), "big")
    accumulator, at = 0, 0
    while True:
        opcode, if_true, if_false, operand = code[at]
        at += 1
        if opcode == 0x20:
            assert operand == 0xFFF0_0010, "SKF_NET_OFF + 16"
            accumulator = destination
        elif opcode == 0x35:
            at += if_true if accumulator >= operand else if_false
        elif opcode == 0x25:
            at += if_true if accumulator > operand else if_false
        else:
            assert opcode == 0x06
            return operand > 0


def address(number: int) -> str:
    return socket.inet_ntoa((0x7F14_0000 + number).to_bytes(4, "big"))


@given(allowed=st.sets(st.integers(0, 60)))
@settings(deadline=None)
def test_exactly_the_given_addresses_pass(allowed: set[int]) -> None:
    """EMU-09: who is off or absent gets no answer."""
    program = bpf.accepting(address(number) for number in allowed)
    assert {number for number in range(62) if accepts(program, address(number))} == allowed
    assert not accepts(program, "10.1.2.3")


def test_neighbours_share_a_range() -> None:
    """A thousand printers that are on make a short program."""
    assert len(bpf.accepting(address(number) for number in range(1_000))) == 5 * 8


@pytest.mark.parametrize("count", [bpf.MAX_RANGES, bpf.MAX_RANGES + 1, 3_000])
def test_beyond_its_size_the_filter_lets_more_pass_but_never_less(count: int) -> None:
    """The kernel bounds the memory of a filter."""
    allowed = [number * 3 for number in range(count)]
    program = bpf.accepting(address(number) for number in allowed)
    assert len(program) <= (2 + 3 * bpf.MAX_RANGES) * 8
    assert all(accepts(program, address(number)) for number in allowed)
    assert accepts(program, address(1)) == (count > bpf.MAX_RANGES)
    assert not accepts(program, address(3 * count))


def test_nobody_passes_a_drop_all() -> None:
    """A printer of its own listener that is off."""
    assert not accepts(bpf.DROP_ALL, address(1))
    assert not accepts(bpf.accepting([]), address(1))
