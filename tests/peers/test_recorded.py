"""net-snmp walks a recorded printer, and its output makes the same printer again (EMU-13)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emulator.models import load_model_file
from emulator.recordings import read_walk
from harness import cli

pytestmark = pytest.mark.peer

WALK = b"""\
1.3.6.1.2.1.1.1.0|4|Acme LX 500; "quoted" \\ and more
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.32473.77
1.3.6.1.2.1.2.2.1.6.1|4x|020000000001020304050607080910111213141516
1.3.6.1.2.1.2.2.1.22.1|6|0.0
1.3.6.1.2.1.4.20.1.1.192.0.2.7|64x|c0000207
1.3.6.1.2.1.31.1.1.1.6.1|70|18446744073709551615
1.3.6.1.2.1.43.8.2.1.10.1.1|2|-3
1.3.6.1.2.1.43.10.2.1.4.1.1|65|120
1.3.6.1.4.1.32473.77.1.0|4|
1.3.6.1.4.1.32473.77.2.0|4x|74776f0a6c696e657320286e6f74206f6e6529
1.3.6.1.4.1.32473.77.3.0|66|7
1.3.6.1.4.1.32473.77.4.0|67|4711
1.3.6.1.4.1.32473.77.5.0|4x|ff00fe
"""


def recordings() -> list[Any]:
    """A short one of our own, and those that the folder PRESSROOM_RECORDINGS has."""
    folder = os.environ.get("PRESSROOM_RECORDINGS")
    real = sorted(Path(folder).glob("*.snmprec")) if folder else []
    return [pytest.param(WALK, id="own"), *(pytest.param(file.read_bytes(), id=file.stem) for file in real)]


@pytest.mark.parametrize("recording", recordings())
@pytest.mark.parametrize("version", ["1", "2c"])
def test_walked_by_net_snmp_and_made_again(
    need: Callable[..., str], run: Callable[..., Any], live_fleet: Any, tmp_path: Path, recording: bytes, version: str
) -> None:
    """EMU-13: the walk shows what was recorded; imported again it is the same model but for what is live."""
    program = need("snmpwalk", package="snmp")
    first, walked = tmp_path / "first.snmprec", tmp_path / "second.txt"
    first.write_bytes(recording)
    made = tmp_path / "first.yaml"
    assert cli.run(["model", "import", str(first), "-o", str(made), "--skip-bad-lines"]) == 0
    with live_fleet(str(made)) as fleet:
        address = fleet.at(str(made))
        shown = run(program, "-On", "-v", version, "-c", "public", address, "1.3", MIBS="")
    assert (shown.returncode, shown.stderr) == (0, "")
    walked.write_text(shown.stdout, encoding="utf-8")
    again = tmp_path / "second.yaml"
    assert cli.run(["model", "import", str(walked), "-o", str(again)]) == 0
    before, after = read_walk(recording).objects, load_model_file(again).recording
    hidden = 70 if version == "1" else 0  # Counter64 has no place in version 1
    assert [each.oid for each in after] == [each.oid for each in before if each.tag != hidden]
    frozen = {each for each in before if each.oid[:7] == (1, 3, 6, 1, 4, 1, 32473)}
    assert frozen <= set(after)
