"""Attack the planner by kind, and print how much of it was survived."""

from __future__ import annotations

import argparse
import sys
import time

from attack.kinds import KINDS


def main() -> int:
    """Run the kinds that are asked for; 0 where everything was survived."""
    parser = argparse.ArgumentParser(prog="scripts/attack", description=__doc__)
    parser.add_argument("kinds", nargs="*", help=f"of {', '.join(KINDS)} (default: all)")
    parser.add_argument("--count", type=int, help="how many of each, where a kind has no end of its own")
    asked = parser.parse_args()
    unknown = [kind for kind in asked.kinds if kind not in KINDS]
    if unknown:
        parser.error(f"no kind {unknown[0]!r}; there are {', '.join(KINDS)}")
    print(f"{'kind':<24}{'tried':>8}{'survived':>10}{'seconds':>9}", flush=True)
    lost = 0
    for kind in asked.kinds or KINDS:
        attempts, usual = KINDS[kind]
        began, tried, wrong = time.perf_counter(), 0, []
        for what, problem in attempts(usual if asked.count is None else asked.count):
            tried += 1
            wrong += [f"    LOST {what}: {problem}"] if problem else []
        took = time.perf_counter() - began
        print(f"{kind:<24}{tried:>8}{tried - len(wrong):>10}{took:>9.0f}", *wrong, sep="\n", flush=True)
        lost += len(wrong)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
