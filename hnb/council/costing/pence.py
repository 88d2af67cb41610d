"""Amounts in whole pence, so that sums are exact."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


def to_pence(pounds: pd.Series | NDArray[np.float64] | list[float]) -> NDArray[np.int64]:
    """Pounds as whole pence, a missing amount as zero."""
    import numpy as np

    return np.rint(np.nan_to_num(np.asarray(pounds, dtype=np.float64)) * 100).astype(np.int64)


def to_pounds(pence: NDArray[np.int64]) -> NDArray[np.float64]:
    """Whole pence as pounds."""
    return pence / 100
