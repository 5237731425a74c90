"""The company's own lists, as CSV snapshots: people, teams, who is who with each vendor, context, budgets."""

from datetime import date

from orchestration.sources import Column, Stream
from orchestration.sql import literal

_EVER = date(1900, 1, 1)  # people are older than the companies' systems, which write this day for "always"
_ZONE = "{} = '' or {} in (select name from pg_timezone_names())"
#: Whatever the letters' case, and whatever blanks, seen or not, stand around it.
_BARE = "lower(regexp_replace({}, '[\\s\\pZ\\pC]', '', 'g'))"


def _named(name: str, required: bool = False, reserved: tuple[str, ...] = ("all", "other", "unattributed")) -> Column:
    """A name that is grouped by. Rows of the marts have names too, to which it would be added without a word."""
    listed = ", ".join(map(literal, reserved))
    fault = f"is a name reserved for rows of the marts ({', '.join(reserved)}); rename it"
    return Column(name, required=required, holds=f"{_BARE} not in ({listed})", fault=fault)


def _until(name: str, since: str) -> Column:
    return Column(
        name, "DATE", earliest=_EVER, open_end=True, holds=f"{{}} >= {{{since}}}", fault=f"lies before `{since}`"
    )


STREAMS = (
    Stream(
        source="directory",
        name="people",
        brings="people",
        rows="one row a person or service account on the snapshot's day",
        columns=(
            _named("person_id", required=True),
            Column("email"),
            Column("display_name"),
            _named("team_id"),
            _named("cost_center", reserved=("all", "unattributed")),
            Column("role_family"),
            Column("manager_id"),
            Column("employment_type", required=True, holds="{} in ('employee', 'contractor', 'service')"),
            Column("fte", "DECIMAL(5,4)", holds="{} > 0 and {} <= 1"),
            Column("timezone", holds=_ZONE, fault="is no time zone of the IANA list"),
            Column("start_date", "DATE", earliest=_EVER),
            _until("end_date", "start_date"),
        ),
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="teams",
        rows="one row a team on the snapshot's day",
        columns=(
            _named("team_id", required=True),
            Column("team_name"),
            _named("parent_team_id"),
            _named("cost_center", reserved=("all", "unattributed")),
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
            Column("valid_from", "DATE", earliest=_EVER),
            _until("valid_to", "valid_from"),
        ),
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="github_members",
        rows="one row a member of an organization, as its people are exported",
        columns=(
            Column("login", required=True),
            Column("saml_name_id"),
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
            Column("start_date", "DATE", required=True, earliest=_EVER),
            _until("end_date", "start_date"),
            Column("note"),
        ),
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="budgets",
        rows="one row a month and cost centre: what finance planned for AI",
        columns=(
            Column("month", "DATE", required=True, holds="day({}) = 1", fault="is no first day of a month"),
            _named("cost_center", required=True, reserved=("all", "unattributed")),
            Column("budget_usd", "DECIMAL(38,12)", required=True),
        ),
        owner="team:finance",
        late_after_days=100,
    ),
)
