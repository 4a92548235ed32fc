"""The second manager backend: pysnmp's v3arch API behind the same face, on sockets of its own.

An independent implementation to compare with when a device behaves oddly. It is some thirty times slower than
our own manager and works on real networks only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.devices.manager import Target
from core.model.errors import DeviceError, NoResponse, PressroomError, Refused
from core.wire import ber
from core.wire.mib import Oid
from core.wire.snmp import ErrorStatus, Varbind
from core.wire.snmp3 import V3
from core.wire.usm import Auth, Priv, User

_AUTH = {
    Auth.NONE: "USM_AUTH_NONE",
    Auth.MD5: "USM_AUTH_HMAC96_MD5",
    Auth.SHA1: "USM_AUTH_HMAC96_SHA",
    Auth.SHA224: "USM_AUTH_HMAC128_SHA224",
    Auth.SHA256: "USM_AUTH_HMAC192_SHA256",
    Auth.SHA384: "USM_AUTH_HMAC256_SHA384",
    Auth.SHA512: "USM_AUTH_HMAC384_SHA512",
}
_PRIV = {Priv.NONE: "USM_PRIV_NONE", Priv.DES: "USM_PRIV_CBC56_DES", Priv.AES128: "USM_PRIV_CFB128_AES"}


class PysnmpManager:
    """See :class:`core.devices.manager.Manager` for the methods; needs a running asyncio loop.

    Raises PressroomError when pysnmp is not installed.
    """

    def __init__(self) -> None:
        try:
            import pysnmp.hlapi.v3arch.asyncio as hlapi
            from pysnmp.proto import errind, rfc1902, rfc1905
        except ImportError as error:
            raise PressroomError(
                "the manager backend pysnmp is not installed", "install it with: pip install 'pressroom[pysnmp]'"
            ) from error
        self._hlapi: Any = hlapi
        self._timed_out: Any = errind.RequestTimedOut
        self._types: dict[int, Any] = {
            ber.INTEGER: rfc1902.Integer32,
            ber.OCTET_STRING: rfc1902.OctetString,
            ber.OID: rfc1902.ObjectName,
            ber.IP_ADDRESS: rfc1902.IpAddress,
            ber.COUNTER32: rfc1902.Counter32,
            ber.GAUGE32: rfc1902.Gauge32,
            ber.TIMETICKS: rfc1902.TimeTicks,
            ber.OPAQUE: rfc1902.Opaque,
            ber.COUNTER64: rfc1902.Counter64,
        }
        self._unspecified: Any = rfc1905.unSpecified
        self._engine: Any = hlapi.SnmpEngine()

    async def get(self, target: Target, oids: Sequence[Oid]) -> tuple[Varbind, ...]:
        """See :meth:`Manager.get`."""
        asked = [self._object(oid, self._unspecified) for oid in oids]
        where = await self._where(target, target.read_community, target.retries)
        answer = _answer(target, self._timed_out, await self._hlapi.get_cmd(*where, *asked, lookupMib=False))
        return _exactly(target, oids, answer)

    async def bulk(
        self, target: Target, non_repeaters: Sequence[Oid], repeaters: Sequence[Oid], max_repetitions: int
    ) -> tuple[Varbind, ...]:
        """See :meth:`Manager.bulk`."""
        asked = [self._object(oid, self._unspecified) for oid in (*non_repeaters, *repeaters)]
        where = await self._where(target, target.read_community, target.retries)
        if target.version == 0:
            reply = await self._hlapi.next_cmd(*where, *asked, lookupMib=False)
        else:
            reply = await self._hlapi.bulk_cmd(*where, len(non_repeaters), max_repetitions, *asked, lookupMib=False)
        return _answer(target, self._timed_out, reply)

    async def set(
        self, target: Target, varbinds: Sequence[Varbind], *, repeat_is_safe: bool = False
    ) -> tuple[Varbind, ...]:
        """See :meth:`Manager.set`."""
        asked = [self._object(oid, self._types[tag](value)) for oid, tag, value in varbinds]
        where = await self._where(target, target.write_community, target.retries if repeat_is_safe else 0)
        answer = _answer(target, self._timed_out, await self._hlapi.set_cmd(*where, *asked, lookupMib=False))
        return _exactly(target, [varbind.oid for varbind in varbinds], answer)

    def close(self) -> None:
        """See :meth:`Manager.close`."""
        self._engine.close_dispatcher()

    def _object(self, oid: Oid, value: Any) -> Any:
        return self._hlapi.ObjectType(self._hlapi.ObjectIdentity(oid), value)

    async def _where(self, target: Target, community: bytes, retries: int) -> tuple[Any, ...]:
        hlapi = self._hlapi
        transport = await hlapi.UdpTransportTarget.create(
            (target.address, target.port), timeout=target.timeout_s, retries=retries
        )
        if target.version == V3:
            return self._engine, self._user(target.user or User("")), transport, hlapi.ContextData()
        name = community.decode("latin-1")
        return self._engine, hlapi.CommunityData(name, mpModel=target.version), transport, hlapi.ContextData()

    def _user(self, user: User) -> Any:
        hlapi = self._hlapi
        auth, priv = getattr(hlapi, _AUTH[user.auth]), getattr(hlapi, _PRIV[user.priv])
        return hlapi.UsmUserData(
            user.name, user.auth_password or None, user.priv_password or None, authProtocol=auth, privProtocol=priv
        )


def _answer(target: Target, timed_out: Any, reply: tuple[Any, Any, Any, Any]) -> tuple[Varbind, ...]:
    problem, status, index, varbinds = reply
    where = f"{target.address} port {target.port}"
    if problem:
        if isinstance(problem, timed_out):
            raise NoResponse(f"{where}: no answer within {target.timeout_s:g} s")
        raise DeviceError(f"{where}: {problem}")
    if int(status):
        name = ErrorStatus(int(status)).name
        raise Refused(int(status), int(index), f"{where}: refused with {name} at item {int(index)}")
    return tuple([_varbind(oid, value) for oid, value in varbinds])


def _exactly(target: Target, oids: Sequence[Oid], answer: tuple[Varbind, ...]) -> tuple[Varbind, ...]:
    if [varbind.oid for varbind in answer] != list(oids):
        raise DeviceError(f"{target.address} port {target.port}: answers other objects than it was asked for")
    return answer


def _varbind(oid: Any, value: Any) -> Varbind:
    outermost = value.tagSet.superTags[-1]
    tag = outermost.tagClass | outermost.tagFormat | outermost.tagId
    plain: int | bytes | Oid | None
    if tag in (ber.OCTET_STRING, ber.OPAQUE, ber.IP_ADDRESS):
        plain = bytes(value)
    elif tag == ber.OID:
        plain = tuple(value)
    elif tag == ber.NULL or tag >= ber.NO_SUCH_OBJECT:
        plain = None
    else:
        plain = int(value)
    return Varbind(tuple(oid), tag, plain)
