"""`python -m hnb`, for where the command itself is not on the path."""

from __future__ import annotations

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    # the folder in which it was started comes last: a random.py there stands in nobody's way
    sys.path.append(sys.path.pop(0))

from hnb.cli import main

if __name__ == "__main__":
    sys.exit(main())
