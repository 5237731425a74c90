"""The pages, one a file: what each audience asks, in the order in which it is read."""

from orchestration.report.pages.analyst import ANALYST
from orchestration.report.pages.finance import FINANCE
from orchestration.report.pages.reviewer import REVIEWER

PAGES = (ANALYST, FINANCE, REVIEWER)
