"""`python -m benchmarks [NAME …]`: run every benchmark, or those named, and print what was reached
beside each goal.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

NAMES = sorted(
    path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_")
)


def main(wanted: list[str]) -> int:
    """Print every measure; 1 where a goal is missed."""
    unknown = set(wanted) - set(NAMES)
    if unknown:
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    missed = 0
    for name in wanted or NAMES:
        print(
            f"{name}: {(import_module(f'benchmarks.{name}').__doc__ or '').splitlines()[0]}",
            flush=True,
        )
        for measured in import_module(f"benchmarks.{name}").measure():
            missed += not measured.reached
            print(f"  {measured}", flush=True)
    print(f"Goals missed: {missed}." if missed else "Every goal reached.")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
