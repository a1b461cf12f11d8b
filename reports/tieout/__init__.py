"""The aansluitcontrole: what was published next to what the ledger gives, each difference with its cause.

`docs/tie-out.md` describes the rules. The flow: `reading` (database) -> `sheets` (published next to
recomputed) -> `relations` (what must agree) -> `causes` (the rule that proves each difference) -> `wording`;
the texts go through `texts` and `prose`. Everything but `reading` is pure.
"""

from reports.tieout.report import Cause, Compared, Difference, Place, Report
from reports.tieout.run import tie_out

__all__ = ["Cause", "Compared", "Difference", "Place", "Report", "tie_out"]
