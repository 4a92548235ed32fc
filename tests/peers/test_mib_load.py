"""The accounting MIB loaded by two compilers: pysmi's and net-snmp's."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.wire import mib as ours

pytestmark = pytest.mark.peer

OBJECTS = {
    "paLogRecord": ours.PA_LOG_RECORD,
    "paIdState": ours.PA_ID_STATE,
    "paTableDigest": ours.PA_TABLE_DIGEST,
    "paLogStream": ours.PA_LOG_STREAM[:-1],
    "paControlAction": ours.PA_CONTROL_ACTION[:-1],
    "paJobLogged": ours.PA_NOTIFY_JOB_LOGGED,
}


def dotted(oid: tuple[int, ...]) -> str:
    return ".".join(map(str, oid))


def test_pysmi_compiles_it(mib: Path, base_mibs: Path) -> None:
    from pysmi.codegen import JsonCodeGen
    from pysmi.compiler import MibCompiler
    from pysmi.parser import SmiV2Parser
    from pysmi.reader import FileReader
    from pysmi.searcher import StubSearcher
    from pysmi.writer import CallbackWriter

    written: dict[str, str] = {}
    compiler = MibCompiler(
        SmiV2Parser(tempdir=""), JsonCodeGen(), CallbackWriter(lambda name, text, _: written.__setitem__(name, text))
    )
    compiler.add_sources(FileReader(str(base_mibs)), FileReader(str(mib.parent)))
    compiler.add_searchers(StubSearcher(*JsonCodeGen.baseMibs))
    outcome = compiler.compile("PRESSROOM-ACCOUNTING-MIB", rebuild=True)
    assert outcome["PRESSROOM-ACCOUNTING-MIB"] == "compiled"
    module: dict[str, Any] = json.loads(written["PRESSROOM-ACCOUNTING-MIB"])
    assert {name: module[name]["oid"] for name in OBJECTS} == {name: dotted(oid) for name, oid in OBJECTS.items()}
    assert module["paLogRecord"]["syntax"]["constraints"] == {"size": [{"min": 1, "max": 1200}]}


@pytest.mark.filterwarnings("ignore:.*is deprecated. Please use:DeprecationWarning")  # pysnmp calls pysmi's old names
def test_pysnmp_reads_names_and_values_with_it(mib: Path, base_mibs: Path, tmp_path: Path) -> None:
    from pysnmp.smi import builder, compiler, view

    mib_builder = builder.MibBuilder()
    compiler.add_mib_compiler(
        mib_builder, sources=[f"file://{mib.parent}", f"file://{base_mibs}"], destination=str(tmp_path / "compiled")
    )
    mib_builder.load_modules("PRESSROOM-ACCOUNTING-MIB")
    names = view.MibViewController(mib_builder)
    for name, oid in OBJECTS.items():
        assert names.get_node_name(oid)[1][-1] == name
    (column,) = mib_builder.import_symbols("PRESSROOM-ACCOUNTING-MIB", "paIdState")
    assert column.getSyntax().clone(2).prettyPrint() == "limitExceeded"


def test_net_snmp_loads_it(
    need: Callable[..., str],
    run: Callable[..., subprocess.CompletedProcess[str]],
    mib: Path,
    base_mibs: Path,
) -> None:
    snmptranslate = need("snmptranslate", package="snmp")
    where = {"MIBS": "PRESSROOM-ACCOUNTING-MIB", "MIBDIRS": f"{base_mibs}:{mib.parent}"}
    for name, oid in OBJECTS.items():
        result = run(snmptranslate, "-On", f"PRESSROOM-ACCOUNTING-MIB::{name}", **where)
        assert (result.stdout.strip(), result.stderr) == (f".{dotted(oid)}", "")
    result = run(snmptranslate, "-Td", f".{dotted(ours.PA_ID_STATE)}.1001", **where)
    assert result.stdout.startswith("PRESSROOM-ACCOUNTING-MIB::paIdState.1001")
    assert "limitExceeded(2)" in result.stdout
