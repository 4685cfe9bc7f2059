"""The search for an irreducible conflict in a process of its own, which can be stopped.

HiGHS searches without giving Python a moment: for as long as it does, neither Ctrl-C nor a clock is heard here.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.solver import Program

GRACE_SECONDS = 5.0
"""What the process may take beyond the time of the search: to start, and to notice that it is over."""


def iis_in_process(program: Program, seconds: float) -> NDArray[np.int64] | None:
    """The numbers of the rows that are an irreducible conflict; None where none was found in so many seconds."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        # A terminal sends Ctrl-C to a whole group; here one alone answers it, and ends the other.
        start_new_session=True,
    ) as child:
        try:
            text, _ = child.communicate(pickle.dumps((program, seconds)), timeout=seconds + GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            return None
        finally:
            child.kill()
            child.wait()
    rows: NDArray[np.int64] | None = pickle.loads(text) if text else None
    return rows


def main() -> None:
    """Search for whoever started this process: the question comes in by its input, the answer goes out."""
    from planner.diagnose.iis_search import iis_of

    # What HiGHS prints must not mix with the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with answer:
        pickle.dump(iis_of(*pickle.load(sys.stdin.buffer)), answer)


if __name__ == "__main__":
    main()
