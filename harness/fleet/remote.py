"""A running fleet, asked over its control API by the commands of ``pressroom fleet``."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Final

from core.model.errors import PressroomError

DEFAULT_URL: Final = "http://127.0.0.1:8650"
_TIMEOUT_S: Final = 150.0
_JSON: Final = "application/json"
OCTETS: Final = "application/octet-stream"
_NO_PROXY: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_CONFLICT: Final = 409


class NoFleet(PressroomError):
    """Nobody answers, or somebody else does."""


class Refusal(PressroomError):
    """The fleet says no; the message is its own."""


class Remote:
    """Speaks to one fleet. Each method raises NoFleet and Refusal."""

    def __init__(self, url: str = DEFAULT_URL, token: str | None = None) -> None:
        self._url = url.rstrip("/")
        self._token = token
        if not self._url.startswith(("http://", "https://")):
            raise NoFleet(f"{url!r} is not the address of a control API", f"such as {DEFAULT_URL}")

    def get(self, path: str, **query: str) -> Any:
        """What a path shows."""
        return self._call("GET", path + (f"?{urllib.parse.urlencode(query)}" if query else ""), None, "")

    def ask(self, printers: str, verb: str, body: dict[str, Any]) -> Any:
        """A command for printers: results and errors by printer."""
        return self.post(f"/api/printers/{urllib.parse.quote(printers, safe=',')}/{verb}", body)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Send JSON."""
        return self._call("POST", path, json.dumps(body).encode(), _JSON)

    def print_(self, printers: str, data: bytes) -> Any:
        """Send a print stream."""
        return self._call("POST", f"/api/printers/{urllib.parse.quote(printers, safe=',')}/jobs", data, OCTETS)

    def remove(self, printers: str) -> Any:
        """Carry printers out of the house."""
        return self._call("DELETE", f"/api/printers/{urllib.parse.quote(printers, safe=',')}", None, "")

    def _call(self, method: str, path: str, data: bytes | None, kind: str) -> Any:
        headers = {"Content-Type": kind} if kind else {}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(self._url + path, data, headers, method=method)  # noqa: S310 (http, see above)
        try:
            with _NO_PROXY.open(request, timeout=_TIMEOUT_S) as response:
                return _read(response.read())
        except urllib.error.HTTPError as error:
            answer = _read(error.read())
            if error.code == _CONFLICT and "results" in answer:
                return answer
            raise Refusal(_said(answer, error.code), answer.get("detail", {}).get("hint", "")) from None
        except OSError as error:
            reason = getattr(error, "reason", None) or error
            hint = "pressroom fleet up starts one; --at and PRESSROOM_FLEET say where it is"
            raise NoFleet(
                f"no fleet answers at {self._url}: {getattr(reason, 'strerror', None) or reason}", hint
            ) from None


def _read(data: bytes) -> Any:
    try:
        answer = json.loads(data)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise NoFleet("something answers there that is no control API of a fleet")
    return answer


def _said(answer: dict[str, Any], status: int) -> str:
    """The message, and which fields it is about."""
    text = str(answer.get("message") or f"HTTP status {status}")
    fields = answer.get("detail", {}).get("json", {})
    if not isinstance(fields, dict) or not fields:
        return text
    said = ((name, str(why).removeprefix("Value error, ")) for name, whys in fields.items() for why in whys)
    return "; ".join(why if name == "_schema" else f"{name}: {why}" for name, why in said)
