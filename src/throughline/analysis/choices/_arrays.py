"""The kinds of array, by name."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]
