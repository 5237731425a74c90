"""Gemini Code Assist (Google; formerly Duet AI for Developers): the metadata log, as Cloud Logging exports it.

Traps: what an entry is about shows only in which key its payload has; several entries an action, most of all of agents;
an acceptance may be told again, with more lines; 64-bit numbers are texts; a sink delivers an entry twice; neither
tokens nor money are told. The request and response logs beside it hold prompts and code: they are refused.
"""

from orchestration.sources import TIMESTAMP, Column, DataType, Stream

#: What holds people's words or their code, in the logs beside this one.
WORDS = (
    "taskCompletionRequest",
    "codeCompletionRequest",
    "codeGenerationRequest",
    "taskCompletionResponse",
    "codeCompletionResponse",
    "codeGenerationResponse",
    "attributionContext",
    "attribution_context",
    "textPayload",
    "protoPayload",
)
_ABOUT: dict[str, DataType] = {"originalRequestId": "VARCHAR", "programmingLanguage": "VARCHAR"}
_ACCEPTED: dict[str, DataType] = {**_ABOUT, "linesCount": "BIGINT"}
#: Both spellings occur.
_AGENTIC: dict[str, DataType] = {"is_agentic": "BOOLEAN", "isAgentic": "BOOLEAN"}

STREAMS = (
    Stream(
        source="gemini_code_assist",
        name="metadata_log",
        brings="usage",
        rows="one row an entry of the log: something was shown, or accepted",
        day="timestamp",
        forbidden=WORDS,
        columns=(
            Column("insertId", required=True),
            Column("timestamp", TIMESTAMP, required=True),
            Column(
                "logName",
                required=True,
                holds="regexp_matches({}, '(%2F|/)metadata$')",
                fault="is not the metadata log; the others hold prompts and code, and are not to be delivered",
            ),
            Column(
                "labels",
                dict.fromkeys(("user_id", "product", "method", "request_id", "client_name"), "VARCHAR"),
                required=True,
            ),
            Column(
                "jsonPayload",
                {
                    "codeExposure": _ABOUT,
                    "codeAcceptance": {**_ACCEPTED, "commentLinesCount": "BIGINT"},
                    "chatExposure": {"originalRequestId": "VARCHAR", **_AGENTIC},
                    "chatAcceptance": {**_ACCEPTED, "interactionType": "VARCHAR", **_AGENTIC},
                },
                minimum=0,
            ),
        ),
    ),
)
