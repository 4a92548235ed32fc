"""TLS around a protocol, on any transport: octets in, octets out, as all of the emulator's protocols work.

The certificate is one for the fleet, signed by itself as those of printers are, and made when a client first wants it.
"""

from __future__ import annotations

import asyncio
import ssl
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from emulator.dialects.cells import now_us
from emulator.printer import Printer

_CHUNK: Final = 64 * 1024
_YEARS: Final = 10
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
COMMON_NAME: Final = "Pressroom emulated printers"


class TlsLayer(asyncio.Protocol):
    """The server's side of TLS between a transport and a protocol that knows nothing of it."""

    def __init__(self, inner: asyncio.Protocol, context: ssl.SSLContext) -> None:
        self._inner = inner
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_side=True)
        self._open = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The inner protocol hears of it once both sides agree."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Records from the client."""
        self._in.write(data)
        try:
            self._go_on()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            self.flush()
        except ssl.SSLZeroReturnError:
            self._end()
        except ssl.SSLError:  # no TLS after all, or a client that does not trust us: its alert goes out, then we do
            self.flush()
            self._end()

    def _go_on(self) -> None:
        if not self._open:
            self._tls.do_handshake()
            self._open = True
            self.flush()
            assert self._transport is not None
            self._inner.connection_made(_Inside(self, self._transport))
        while self._transport is not None and not self._transport.is_closing():
            plain = self._tls.read(_CHUNK)
            if not plain:
                raise ssl.SSLZeroReturnError
            self._inner.data_received(plain)

    def send(self, data: bytes) -> None:
        """What the inner protocol writes; nothing goes out once the connection is over."""
        if self._transport is not None and not self._transport.is_closing():
            self._tls.write(data)
            self.flush()

    def flush(self) -> None:
        """Records that wait go to the client."""
        if self._transport is not None and self._out.pending:
            self._transport.write(self._out.read())

    def close(self) -> None:
        """Say goodbye as TLS wants it, and close."""
        with suppress(ssl.SSLError, ValueError):  # the client's own goodbye is not waited for
            self._tls.unwrap()
        self.flush()
        self._end()

    def _end(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def eof_received(self) -> bool | None:
        """The client has sent its last."""
        return self._inner.eof_received() if self._open else None

    def pause_writing(self) -> None:
        """The client does not read."""
        if self._open:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """It reads again."""
        if self._open:
            self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Over."""
        self._transport = None
        if self._open:
            self._inner.connection_lost(exc)


class _Inside(asyncio.Transport):
    """The transport as the inner protocol sees it."""

    def __init__(self, layer: TlsLayer, outer: asyncio.Transport) -> None:
        super().__init__()
        self._layer = layer
        self._outer = outer

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """That of the transport outside."""
        return self._outer.get_extra_info(name, default)

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        """Send it."""
        self._layer.send(bytes(data))

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview[Any]]) -> None:
        """Send them."""
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        """Close in an orderly way."""
        self._layer.close()

    def abort(self) -> None:
        """Close with a reset."""
        self._outer.abort()

    def is_closing(self) -> bool:
        """Whether it is closed."""
        return self._outer.is_closing()

    def pause_reading(self) -> None:
        """Read no more for now."""
        self._outer.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        self._outer.resume_reading()


_made: Final[list[ssl.SSLContext]] = []


def server_context(printer: Printer) -> ssl.SSLContext:
    """The fleet's certificate, in use; made at the date of the printer that is asked first."""
    if not _made:
        _made.append(_context(now_us(printer)))
    return _made[0]


def _context(at_us: int) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, _EPOCH + timedelta(microseconds=at_us))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with tempfile.NamedTemporaryFile() as file:  # ssl reads certificates from files only
        file.write(private + certificate.public_bytes(serialization.Encoding.PEM))
        file.flush()
        context.load_cert_chain(Path(file.name))
    return context


def _certificate(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME)])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
