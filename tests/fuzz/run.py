"""A million changed datagrams and a hundred thousand changed jobs against emulated printers (make fuzz).

``python tests/fuzz/run.py [--datagrams N] [--jobs N] [--postscript N] [--seed N] [--keep FOLDER]``; exit code 0 when
every printer stood it: no exception, nothing over a second, no memory that grows, no wrong journal. What it did not
stand is kept in a folder, one file each.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import shutil
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from fuzzing.loop import fuzz_datagrams, fuzz_jobs  # noqa: E402
from fuzzing.watchdog import Found, Watchdog  # noqa: E402

MOST_GROWTH_KB = 32 * 1024


def main() -> int:
    """Everything that was asked for; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--datagrams", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--postscript", type=int, default=2_000, help="of those that need Ghostscript")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="a folder for what was not stood")
    chosen = parser.parse_args()
    rounds: list[tuple[str, int, Callable[[Watchdog], Any]]] = [
        ("datagrams", chosen.datagrams, lambda w: fuzz_datagrams(chosen.datagrams, chosen.seed, w)),
        ("jobs", chosen.jobs, lambda w: fuzz_jobs(chosen.jobs, chosen.seed, w)),
    ]
    if shutil.which("gs") is None:
        print("no Ghostscript here: its jobs are left out (apt-get install --no-install-recommends ghostscript)")
    else:
        count = chosen.postscript
        rounds.append(("PostScript", count, lambda w: fuzz_jobs(count, chosen.seed, w, postscript=True)))
    logging.disable()  # PDF libraries say of each damaged file that it is damaged
    warnings.simplefilter("ignore")
    bad = [each for title, count, work in rounds if count for each in _round(title, count, work)]
    for each in bad:
        path = chosen.keep / f"{each.what}-{hashlib.sha256(each.data).hexdigest()[:12]}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.data)
        print(f"{each.what}: {each.kind}, kept as {path}\n{each.detail}")
    return 1 if bad else 0


def _round(title: str, count: int, work: Callable[[Watchdog], Any]) -> list[Found]:
    watchdog = Watchdog()
    begun = time.perf_counter()
    taken = work(watchdog)
    took_s = time.perf_counter() - begun
    grown_kb = watchdog.grown_kb()
    speed = f"{count:,} in {took_s:.0f} s ({count / took_s:,.0f} a second)"
    slowest = f"slowest {watchdog.slowest_s * 1000:.0f} ms ({watchdog.slowest})"
    print(f"{title}: {speed}, {slowest}, memory {grown_kb / 1024:+.1f} MB, {len(watchdog.found)} not stood")
    if taken:
        print("  " + ", ".join(f"{kind} {number:,}" for kind, number in sorted(taken.items())))
    if grown_kb > MOST_GROWTH_KB:
        watchdog.add("memory", title, b"", f"grew by {grown_kb / 1024:.1f} MB after the first tenth")
    sys.stdout.flush()
    return watchdog.found


if __name__ == "__main__":
    sys.exit(main())
