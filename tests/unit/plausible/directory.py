from tests.unit.plausible import Rows

ROWS: Rows = {
    "directory__people": ("team_id varchar", "('core')", "(null)"),
    "directory__entra_users": (
        "accountEnabled boolean, blockCredential boolean, userType varchar, department varchar",
        "(true, null, 'Member', 'Core'), (null, true, null, ''), (true, null, 'Guest', null)",
        "(null, false, null, ' ')",
    ),
    "directory__okta_users": (
        "status varchar, department varchar",
        "('ACTIVE', 'Core'), ('DEPROVISIONED', null)",
        "('Active', '')",
    ),
    "directory__github_members": ("saml_name_id varchar", "('ada@x.example')", "(null)"),
}
