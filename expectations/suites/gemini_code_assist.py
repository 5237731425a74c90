"""What a plausible metadata log of Gemini Code Assist looks like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import share, stream

NAMED_SHARE, KNOWN_SHARE = 0.95, 0.2

TABLES = stream(
    "gemini_code_assist",
    "metadata_log",
    Rule(
        name="entries_name_a_user",
        title="Nearly every entry names a user",
        why="Without the label everybody's usage becomes nobody's",
        remedy="look whether the sink keeps labels.user_id, and deliver the days again",
        severity="critical",
        limit=f"at least {NAMED_SHARE:.0%} of the entries",
        query=share("coalesce(labels.user_id, '') = ''", 1 - NAMED_SHARE),
        shows=("odd", "rows"),
    ),
    Rule(
        name="entries_say_what_was_shown_or_accepted",
        title="Entries say what was shown or accepted",
        why="What an entry is about shows in the name of a key only: one the vendor renamed looks like no action",
        remedy="look at a landed file for the key's new name, and have the stream read it",
        severity="warning",
        limit=f"at least {KNOWN_SHARE:.0%} of the entries; the others are marks of requests",
        query=share(
            "jsonPayload.codeExposure is null and jsonPayload.codeAcceptance is null"
            " and jsonPayload.chatExposure is null and jsonPayload.chatAcceptance is null",
            1 - KNOWN_SHARE,
        ),
        shows=("odd", "rows"),
    ),
    filled=("labels.client_name", "jsonPayload"),
)
