from tests.unit.plausible import Rows

ROWS: Rows = {
    "github__pulls": (
        "partition varchar, base struct(repo struct(full_name varchar)), created_at timestamp, updated_at timestamp,"
        ' "user" struct(login varchar), additions bigint, changed_files bigint',
        "('2026-06-01', {'repo': {'full_name': 'acme/app'}}, '2026-06-01', '2026-06-01', {'login': 'ada'}, 0, 1)",
        "('2026-06-01', {'repo': {'full_name': null}}, '2026-06-02', '2026-06-01', null, 0, null)",
    ),
}
