"""`python -m planner` is the command `planner`."""

import sys

from planner.cli import main

sys.exit(main())
