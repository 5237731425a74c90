from tests.unit.plausible import Rows

ROWS: Rows = {
    "amazon_q__by_user_analytic": (
        '"Inline_AcceptanceCount" bigint, "Inline_SuggestionsCount" bigint',
        "(38, 38), (null, 4)",
        "(39, 38)",
    ),
}
