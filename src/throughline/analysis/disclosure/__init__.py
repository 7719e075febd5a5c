"""Disclosure control: the one place that decides how a number about people may be shown.

The rule is that of NHS hospital statistics (NHS Digital, Hospital Episode Statistics analysis guide): a count
of 1 to 7 is shown as `*`, every other count is rounded to the nearest 5, and nothing is shown exactly but 0.
Percentages are worked out from the rounded figures, means are given for 8 people or more.

When rounding is enough, and when not. A figure shown as 10 may be 8 to 12, so a rounded total carries 4 of
play and each rounded sibling 4 more. Taking one sibling from its total leaves 9 possible values, cut by 1 to
7. That is usually plenty, but not always:

* 8 + 8 + 1 = 17 is shown as 10 + 10 + * = 15, and only 1 fits: the play is used up when every figure lies at
  its edge;
* 12 + 6 = 18 is shown as 10 + * = 20, and only 6 and 7 fit;
* four groups of 7 are four times `*` with a total of 28, shown as 30, and each of them must be 7.

So three ways of giving totals are offered to `protect_counts`:

* `margins="rounded"` (the usual one): totals are the true totals, rounded, as they stand on other pages too.
  The table is then attacked exactly (`flows`), and while a small figure has fewer than `AMBIGUITY` possible
  values another figure is hidden with it (complementary suppression). A table that cannot be saved so is
  withheld: its figures are hidden, its totals stay.
* `margins="derived"`: totals are worked out from the figures shown (`*` counts as 4). They tell nothing that
  the figures do not, so this is safe by construction, but only while the true total stands nowhere else.
* `margins="none"`: no totals; safe under the same condition.

Hidden figures look alike in a table in which more than the small ones are hidden: which of them is small is
not told. No object in this module keeps a true count that it hides.

Shares of what people gave, such as turns or words, are shown in whole percent for groups of 8 people or more
(`protect_shares`); with a smaller group enough others are hidden that 8 people share what is left over.

What this cannot see is another table. Tables about the same people that share figures should be protected
together (`audit.protect_together`), and a live page must not be redrawn for every newcomer (`may_replace`).
Counts must be of people: a person who wrote nine times is one.
"""

from throughline.analysis.disclosure.amounts import ShownShare, hidden_groups, protect_shares
from throughline.analysis.disclosure.counts import (
    Mean,
    Protected,
    Share,
    may_replace,
    protect_count,
    protect_mean,
    protect_share,
    share_of,
)
from throughline.analysis.disclosure.tables import Table, protect_counts

__all__ = [
    "Mean",
    "Protected",
    "Share",
    "ShownShare",
    "Table",
    "hidden_groups",
    "may_replace",
    "protect_count",
    "protect_counts",
    "protect_mean",
    "protect_share",
    "protect_shares",
    "share_of",
]
