"""The company's own directory, as CSV snapshots: people, teams, who is who in each vendor's name space, context."""

from orchestration.sources import Column, Stream

STREAMS = (
    Stream(
        source="directory",
        name="people",
        brings="people",
        rows="one row a person or service account on the snapshot's day",
        columns=(
            Column("person_id", required=True),
            Column("email"),
            Column("display_name"),
            Column("team_id"),
            Column("cost_center"),
            Column("role_family"),
            Column("manager_id"),
            Column("employment_type", required=True, holds="{} in ('employee', 'contractor', 'service')"),
            Column("fte", "DECIMAL(5,4)", holds="{} > 0 and {} <= 1"),
            Column("timezone"),
            Column("start_date", "DATE"),
            Column("end_date", "DATE"),
        ),
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="teams",
        rows="one row a team on the snapshot's day",
        columns=(
            Column("team_id", required=True),
            Column("team_name"),
            Column("parent_team_id"),
            Column("cost_center"),
        ),
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="identities",
        rows="one row a person and id in a vendor's name space",
        columns=(
            Column("person_id", required=True),
            Column("source", required=True),
            Column("external_id", required=True),
            Column("id_kind", required=True),
            Column("valid_from", "DATE"),
            Column("valid_to", "DATE"),
        ),
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="context",
        rows="one row a circumstance that explains unusual behaviour",
        columns=(
            Column("subject_kind", required=True),
            Column("subject_id", required=True),
            Column("kind", required=True),
            Column("start_date", "DATE", required=True),
            Column("end_date", "DATE"),
            Column("note"),
        ),
        owner="team:people-operations",
        late_after_days=35,
    ),
)
