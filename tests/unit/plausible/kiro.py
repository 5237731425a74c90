from tests.unit.plausible import Rows

ROWS: Rows = {
    "kiro__user_report": ('"Credits_Used" decimal(38,12)', "(10000), (null)", "(10001)"),
}
