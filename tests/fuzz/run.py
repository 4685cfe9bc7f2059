"""Many seeds: judged by several processes, tallied, and what went wrong shown with its seed."""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fuzz.judge import Verdict

HARD_SECONDS = 300
"""A process that even the watchdog's exception does not reach is ended, with its stack shown."""


def judge_one(seed: int, every: int, forms: bool = False) -> Verdict:
    """Judge one seed in a worker; one in `every` is compared with the independent program."""
    from fuzz.forms import judge_forms
    from fuzz.judge import judge

    faulthandler.dump_traceback_later(HARD_SECONDS, exit=True)
    try:
        return judge_forms(seed) if forms else judge(seed, compare=seed % every == 0)
    finally:
        faulthandler.cancel_dump_traceback_later()


def main() -> int:
    """Run what the command line asks for; 0 where nothing went wrong."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=2000, help="how many (default 2000)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--compare", type=int, default=3, metavar="N", help="compare one in N (default 3)")
    parser.add_argument(
        "--forms", action="store_true", help="valid cases of any size instead, each solved in several forms"
    )
    asked = parser.parse_args()
    began = time.perf_counter()
    seeds = range(asked.seed, asked.seed + asked.count)
    tally: Counter[str] = Counter()
    wrong = 0
    with ProcessPoolExecutor(asked.workers) as pool:
        for verdict in pool.map(
            partial(judge_one, every=max(1, asked.compare), forms=asked.forms), seeds, chunksize=4
        ):
            tally[verdict.end] += 1
            if verdict.wrong:
                wrong += 1
                print(f"WRONG {verdict}", flush=True)
    told = ", ".join(f"{count} {end}" for end, count in tally.most_common())
    kind = "valid" if asked.forms else "damaged"
    print(f"{asked.count} {kind} cases in {time.perf_counter() - began:.0f} s: {told}; {wrong} wrong")
    if wrong:
        print(f"again, one alone: scripts/fuzz 1 --seed SEED {'--forms' if asked.forms else '--compare 1'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
