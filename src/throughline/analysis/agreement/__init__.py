"""Do coders and raters agree beyond chance?

`coding`: people or machines who put codes to the same items (kappa, alpha). `rating`: people who rate or rank the
same items on a scale (Kendall's W, intraclass correlation, Light's kappa).
"""

from throughline.analysis.agreement.coding import Agreement, by_code, cohen, fleiss, krippendorff
from throughline.analysis.agreement.rating import Concordance, Correlation, icc, kendall, light

__all__ = [
    "Agreement",
    "Concordance",
    "Correlation",
    "by_code",
    "cohen",
    "fleiss",
    "icc",
    "kendall",
    "krippendorff",
    "light",
]
