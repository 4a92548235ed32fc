"""Asking everybody at once: an SNMP GET to a broadcast address, and whoever answers it (PRN-03)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final, NamedTuple

from core.chance import Chance
from core.devices.udp import Address, OpenEndpoint
from core.wire import ber
from core.wire.mib import SYS_DESCR
from core.wire.snmp import V2C, Message, Pdu, PduType, Varbind, decode_message, encode_message

#: Datagrams get lost, and a broadcast's answers come in a bunch: each question is asked so often.
ROUNDS: Final = 2
WAIT_S: Final = 2.0
_REQUEST_IDS: Final = 0x7FFF_FFFF


class Answers(NamedTuple):
    """The community under which an address answered first, and why broadcast addresses could not be asked."""

    communities: dict[str, str]
    problems: dict[str, str]


class Broadcast:
    """Opens an endpoint for each search, so that late answers of one are no part of another."""

    def __init__(self, open_endpoint: OpenEndpoint, chance: Chance) -> None:
        self._open_endpoint = open_endpoint
        self._chance = chance

    async def ask(self, scopes: Sequence[str], communities: Sequence[str], port: int) -> Answers:
        """Ask under each community in each scope who is there; takes ROUNDS times WAIT_S."""
        asked: dict[int, str] = {}
        answers = Answers({}, {})

        def receive(data: bytes, address: Address) -> None:
            message = decode_message(data)
            pdu = message.pdu if isinstance(message, Message) else None
            if isinstance(pdu, Pdu) and pdu.type == PduType.RESPONSE and pdu.request_id in asked:
                answers.communities.setdefault(address[0], asked[pdu.request_id])

        first = self._chance.below("search request id", _REQUEST_IDS)
        endpoint = self._open_endpoint(receive)
        try:
            for _ in range(ROUNDS):
                for community in communities:
                    for scope in scopes:
                        number = (first + len(asked)) % _REQUEST_IDS
                        asked[number] = community
                        pdu = Pdu(PduType.GET, number, 0, 0, (Varbind(SYS_DESCR, ber.NULL, None),))
                        try:
                            endpoint.send(encode_message(Message(V2C, community.encode(), pdu)), (scope, port))
                        except OSError as error:
                            answers.problems[scope] = f"cannot be reached: {error.strerror or error}"
                await asyncio.sleep(WAIT_S)
        finally:
            endpoint.close()
        return answers
