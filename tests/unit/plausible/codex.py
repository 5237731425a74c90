from tests.unit.plausible import Rows

ROWS: Rows = {
    "codex__usage": (
        "partition varchar, user_id varchar, actor struct(user_id varchar, email varchar),"
        " totals struct(threads bigint, turns bigint, credits decimal(38,12)), clients varchar[], models varchar[]",
        "('2026-06-01', 'user-1', null, {'threads': 6, 'turns': 6, 'credits': 50000}, ['c'], ['m']),"
        " ('2026-06-01', null, {'user_id': null, 'email': 'ada'}, {'threads': 1, 'turns': 2, 'credits': 0}, [], null)",
        "('2026-06-01', 'user-1', null, {'threads': 7, 'turns': 6, 'credits': 50001}, null, null),"
        " ('2026-06-01', null, null, {'threads': 7, 'turns': 6, 'credits': 50001}, null, null),"
        " ('2026-06-01', null, null, {'threads': null, 'turns': null, 'credits': null}, null, null)",
    ),
}
