"""Cursor: the Admin API of an Enterprise team: days of activity, single requests, spend of the cycle, members.

Traps: money is fractional cents, limits are dollars; an event has no id; `inputTokens` leaves both caches out, and
`tokenUsage` is there for token-based calls only; an included event may have `chargedCents`; what a service account
sent carries the address of who runs it. `userId` is a number in `daily_usage` and a text elsewhere: the address is what
joins them. `spend` is the cycle so far, and the cycle is no calendar month; whether `spendCents` holds what the plan
includes has changed with the years (staging says which). With pages `daily_usage` lists idle members too, as zeros.
"""

from orchestration.sources import MONEY, TIMESTAMP, Column, Stream

STREAMS = (
    Stream(
        source="cursor",
        name="daily_usage",
        brings="usage",
        rows="one row a member and UTC day",
        day="day",
        records="data",
        more="pagination.hasNextPage",
        columns=(
            Column("day", "DATE", required=True),
            Column("userId"),
            Column("email"),
            Column("isActive", "BOOLEAN"),
            *(
                Column(name, "BIGINT", minimum=0)
                for name in (
                    "totalLinesAdded",
                    "totalLinesDeleted",
                    "acceptedLinesAdded",
                    "acceptedLinesDeleted",
                    "totalApplies",
                    "totalAccepts",
                    "totalRejects",
                    "totalTabsShown",
                    "totalTabsAccepted",
                    "composerRequests",
                    "chatRequests",
                    "agentRequests",
                    "cmdkUsages",
                    "bugbotUsages",
                    "subscriptionIncludedReqs",
                    "usageBasedReqs",
                    "apiKeyReqs",
                )
            ),
            Column("mostUsedModel"),
            Column("clientVersion"),
        ),
    ),
    Stream(
        source="cursor",
        name="usage_events",
        brings="usage",
        rows="one row a model request",
        day="timestamp",
        records="usageEvents",
        more="pagination.hasNextPage",
        forbidden=("serviceAccountName",),  # a title that somebody wrote
        columns=(
            Column("timestamp", TIMESTAMP, required=True),
            Column("userEmail"),
            Column("serviceAccountId"),
            Column("cloudAgentId"),
            Column("automationId"),
            Column("conversationId"),
            Column("model"),
            Column("kind"),
            Column("kindLabel"),  # its name until 2025
            Column("maxMode", "BOOLEAN"),
            Column("isTokenBasedCall", "BOOLEAN"),
            Column("isChargeable", "BOOLEAN"),
            Column("isHeadless", "BOOLEAN"),
            Column("requestsCosts", MONEY, minimum=0),
            Column(
                "tokenUsage",
                {
                    "inputTokens": "BIGINT",
                    "outputTokens": "BIGINT",
                    "cacheWriteTokens": "BIGINT",
                    "cacheReadTokens": "BIGINT",
                    "totalCents": MONEY,
                    "discountPercentOff": MONEY,
                },
                minimum=0,
            ),
            Column("chargedCents", MONEY),
            Column("cursorTokenFee", MONEY),
        ),
    ),
    Stream(
        source="cursor",
        name="spend",
        rows="one row a member, as of the day of the snapshot",
        records="teamMemberSpend",
        of_page=("subscriptionCycleStart",),
        columns=(
            Column("subscriptionCycleStart", TIMESTAMP),
            Column("userId"),
            Column("email", required=True),
            Column("role"),
            Column("spendCents", MONEY),
            Column("overallSpendCents", MONEY),
            Column("includedSpendCents", MONEY),
            Column("fastPremiumRequests", MONEY, minimum=0),
            Column("hardLimitOverrideDollars", MONEY, minimum=0),
            Column("monthlyLimitDollars", MONEY, minimum=0),
            Column("effectivePerUserLimitDollars", MONEY, minimum=0),
        ),
    ),
    Stream(
        source="cursor",
        name="members",
        rows="one row a member, as of the day of the snapshot",
        records="teamMembers",
        columns=(
            Column("id"),
            Column("email", required=True),
            Column("role"),
            Column("isRemoved", "BOOLEAN"),
        ),
    ),
)
