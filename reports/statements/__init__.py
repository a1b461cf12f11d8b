"""The published tables of a begrotingsjaar, each a pure function from a book to a layout.

Row and column keys are stable: links, the published figures and other programmes refer to them.
"""

from reports.statements.amendment import amendment
from reports.statements.contributions import contributions
from reports.statements.headlines import headlines
from reports.statements.investments import investments
from reports.statements.maatwerk import maatwerk
from reports.statements.overview import overview
from reports.statements.reserves import reserves

__all__ = ["amendment", "contributions", "headlines", "investments", "maatwerk", "overview", "reserves"]
