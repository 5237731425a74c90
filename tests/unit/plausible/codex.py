from tests.unit.plausible import Rows

ROWS: Rows = {
    "codex__usage": (
        "partition varchar, user_id varchar, actor struct(user_id varchar, email varchar),"
        " totals struct(threads bigint, turns bigint, credits decimal(38,12)), clients varchar[], models varchar[]",
        "('2026-06-01', 'user-1', null, {'threads': 6, 'turns': 6, 'credits': 50000}, ['c'], ['m']),"
        " ('2026-06-01', null, {'user_id': null, 'email': 'ada'}, {'threads': 1, 'turns': 2, 'credits': 0}, [], null),"
        # the whole workspace, beside its users
        " ('2026-06-01', null, null, {'threads': 7, 'turns': 8, 'credits': 90000}, [], null)",
        "('2026-06-01', null, null, {'threads': 7, 'turns': 6, 'credits': 9}, null, null),"
        " ('2026-06-02', 'user-1', null, {'threads': 7, 'turns': 6, 'credits': 50001}, null, null),"
        + ", ".join(["('2026-06-03', 'u', null, {'threads': 7, 'turns': null, 'credits': null}, null, null)"] * 20),
    ),
}
