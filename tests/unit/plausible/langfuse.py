from tests.unit.plausible import Rows

ROWS: Rows = {
    "langfuse__observations": (
        'partition varchar, "type" varchar, "usageDetails" map(varchar, bigint), "usage" varchar,'
        ' "totalCost" decimal(38,12), level varchar, "providedModelName" varchar',
        ", ".join(["('2026-06-01', 'GENERATION', map {'input': 5}, null, 1, 'DEFAULT', 'm')"] * 3),
        ", ".join(["('2026-06-01', 'GENERATION', null, null, 51, null, null)"] * 50),
    ),
}
