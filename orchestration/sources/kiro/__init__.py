"""Kiro (AWS): the per-client daily CSV that lands in the customer's bucket; there is no API to connect to.

Traps: column order varies and the set of `<model>_messages` columns grows; `Total_Messages` matches their pattern;
`Overage_Credits_Used` may be cumulative; `UserId` comes with and without its directory prefix.
"""

from orchestration.sources import Column, Stream

CREDITS = "DECIMAL(38,12)"
#: A thousand times the largest plan of a month. Bills are split by millionths of credits: see LARGEST.
MOST_CREDITS = 10**7

STREAMS = (
    Stream(
        source="kiro",
        name="user_report",
        brings="usage",
        rows="one row an account, UTC day, user and client",
        day="Date",
        columns=(
            Column("Date", "DATE", required=True),
            Column("UserId", required=True),
            Column("Client_Type", required=True),
            Column("Chat_Conversations", "BIGINT", minimum=0),
            Column("Credits_Used", CREDITS, minimum=0, maximum=MOST_CREDITS),
            Column("Overage_Cap", CREDITS),
            Column("Overage_Credits_Used", CREDITS, minimum=0),
            Column("Overage_Enabled", "BOOLEAN"),
            Column("ProfileId"),
            Column("Subscription_Tier"),
            Column("Total_Messages", "BIGINT", minimum=0),
            Column("New_User", "BOOLEAN"),
            Column("User_Email"),
            Column("Usage_Limit", CREDITS),
            Column("model_messages", {"*": "BIGINT"}, minimum=0, matching="_messages"),
        ),
    ),
)
