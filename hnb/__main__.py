"""`python -m hnb`, for where the command itself is not on the path."""

from __future__ import annotations

import sys

from hnb.cli import main

if __name__ == "__main__":
    sys.exit(main())
