from tests.unit.plausible import Rows

ROWS: Rows = {
    "directory__people": ("team_id varchar", "('core')", "(null)"),
    "directory__github_members": ("saml_name_id varchar", "('ada@x.example')", "(null)"),
}
