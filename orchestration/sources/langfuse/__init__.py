"""Langfuse: observations, as both versions of its API page them and as its blob-storage export writes them.

Traps: v2 leaves out every group of fields that was not asked for, and v1 has no user; the export writes the same
fields in snake_case, its text times without a zone, and an unset user as ''; only GENERATION and EMBEDDING are calls,
the other types are structure; usage buckets should not overlap, but what an application supplies is stored as it is; a
cost is frozen when it is ingested, and missing where no price matched. `input`, `output`, `metadata`, names and
messages hold people's words.
"""

from orchestration.sources import MONEY, TIMESTAMP, Column, Stream

STREAMS = (
    Stream(
        source="langfuse",
        name="observations",
        brings="usage",
        rows="one row an observation: a call of a model, or the structure around it",
        day="startTime",
        records="data",
        more="meta.cursor",
        forbidden=(
            "input",
            "output",
            "metadata",
            "name",
            "traceName",
            "statusMessage",
            "modelParameters",
            "promptName",
            "status_message",
            "model_parameters",
            "trace_name",
            "prompt_name",
        ),
        columns=(
            Column("id", required=True),
            Column("traceId", also=("trace_id",)),
            Column("projectId", also=("project_id",)),
            Column("parentObservationId", also=("parent_observation_id",)),
            Column("type", required=True),
            Column("startTime", TIMESTAMP, required=True, also=("start_time",)),
            Column("endTime", TIMESTAMP, also=("end_time",)),
            Column("updatedAt", TIMESTAMP, also=("updated_at",)),
            Column("level"),
            Column("userId", also=("user_id",)),
            Column("sessionId", also=("session_id",)),
            Column("providedModelName", also=("provided_model_name", "model")),
            Column("usageDetails", {"*": "BIGINT"}, minimum=0, may_be_text=True, also=("usage_details",)),
            Column("usage", {"input": "BIGINT", "output": "BIGINT", "total": "BIGINT"}, minimum=0, may_be_text=True),
            Column("costDetails", {"*": MONEY}, minimum=0, may_be_text=True, also=("cost_details",)),
            Column("totalCost", MONEY, minimum=0, also=("total_cost", "calculatedTotalCost")),
        ),
    ),
)
