"""Tables about plans and the process, derived from the rows of the SEN2 return."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Rows = Callable[[str], "pd.DataFrame"]  # the accepted rows of a layout, by its name
