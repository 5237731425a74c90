"""Amazon Q Developer (AWS): the daily CSV of each user's activity in the customer's bucket; no API to connect to.

Traps: dates are MM-DD-YYYY; ids of the directory only, with its prefix and without, and neither address, client nor
model; no tokens, no money; `Chat_MessagesSent` counts both directions; most counts are 0 for most people, and columns
are added over time.
"""

from orchestration.sources import Column, Stream

#: By feature, what is counted of it a day.
COUNTS = {
    "Chat": ("AICodeLines", "MessagesInteracted", "MessagesSent"),
    "Inline": ("SuggestionsCount", "AcceptanceCount", "AICodeLines"),
    "InlineChat": (
        "TotalEventCount",
        *("AcceptanceEventCount", "AcceptedLineAdditions", "AcceptedLineDeletions"),
        *("RejectionEventCount", "RejectedLineAdditions", "RejectedLineDeletions"),
        *("DismissalEventCount", "DismissedLineAdditions", "DismissedLineDeletions"),
    ),
    "Dev": ("GenerationEventCount", "GeneratedLines", "AcceptanceEventCount", "AcceptedLines"),
    "CodeFix": ("GenerationEventCount", "GeneratedLines", "AcceptanceEventCount", "AcceptedLines"),
    "CodeReview": ("SucceededEventCount", "FailedEventCount", "FindingsCount"),
    "TestGeneration": ("EventCount", "GeneratedTests", "GeneratedLines", "AcceptedTests", "AcceptedLines"),
    "DocGeneration": (
        "EventCount",
        *("AcceptedFilesCreations", "AcceptedFileUpdates", "AcceptedLineAdditions", "AcceptedLineUpdates"),
        *("RejectedFileCreations", "RejectedFileUpdates", "RejectedLineAdditions", "RejectedLineUpdates"),
    ),
    "Transformation": ("EventCount", "LinesGenerated", "LinesIngested"),
}

STREAMS = (
    Stream(
        source="amazon_q",
        name="by_user_analytic",
        brings="usage",
        rows="one row a user and UTC day",
        day="Date",
        columns=(
            Column("UserId", required=True),
            Column("Date", "DATE", required=True, form="%m-%d-%Y"),
            *(
                Column(f"{feature}_{count}", "BIGINT", minimum=0)
                for feature, counts in COUNTS.items()
                for count in counts
            ),
        ),
    ),
)
