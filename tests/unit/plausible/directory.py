from tests.unit.plausible import Rows

ROWS: Rows = {
    "directory__people": ("team_id varchar", "('core')", "(null)"),
}
