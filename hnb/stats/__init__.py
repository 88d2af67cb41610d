"""Statistical methods: arrays in, numbers out; no Figure and no term of the field."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
