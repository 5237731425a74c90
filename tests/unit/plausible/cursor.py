from tests.unit.plausible import Rows

ROWS: Rows = {
    "cursor__daily_usage": (
        'partition varchar, email varchar, "userId" varchar, "totalLinesAdded" bigint, "acceptedLinesAdded" bigint,'
        ' "agentRequests" bigint, "totalTabsShown" bigint',
        "('2026-06-01', 'ada', null, 9, 9, 1, 1), ('2026-06-01', null, '7', null, 3, 0, 0)",
        "('2026-06-01', null, '', 8, 9, null, null)",
    ),
    "cursor__usage_events": (
        'partition varchar, "userEmail" varchar, "serviceAccountId" varchar, "chargedCents" decimal(38,12),'
        " model varchar, kind varchar",
        "('2026-06-01', 'ada', null, 5000, 'm', 'Usage-based'), ('2026-06-01', null, 'sa', null, 'm', null)",
        "('2026-06-01', null, '', 5001, null, null)",
    ),
    "cursor__spend": (
        'partition varchar, "spendCents" decimal(38,12), "effectivePerUserLimitDollars" decimal(38,12),'
        ' "subscriptionCycleStart" timestamptz',
        "('2026-06-01', 100000, 100, '2026-05-13'), ('2026-06-01', 1, 0, null), ('2026-06-01', 1, null, null)",
        "('2026-06-01', 100001, 100, null)",
    ),
    "cursor__members": (
        "partition varchar, id varchar, role varchar",
        "('2026-06-01', 'user_1', 'owner'), ('2026-06-01', 'user_2', null)",
        "('2026-06-01', null, 'member')",
    ),
}
