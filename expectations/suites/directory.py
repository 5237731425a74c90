"""What a plausible snapshot of the directory looks like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import share, stream

KEPT_SHARE = 0.8
DEPARTMENTS = 0.8  # rooms, shared mailboxes and administrators' second accounts are users, too

_KEPT = Rule(
    name="a_snapshot_keeps_most_of_the_last",
    title="A snapshot has most of the rows of the one before",
    why="A directory cut in half makes half of the company's cost nobody's, and every row of it is right",
    remedy="deliver the snapshot again; a real shrinkage of a fifth needs the limit raised for that day",
    severity="critical",
    limit=f"at least {KEPT_SHARE:.0%} of the rows of the snapshot before",
    query=f"""
    select partition, rows, rows_before
    from (select *, lag(rows) over (order by partition) as rows_before from {{batch}})
    where is_changed and rows < {KEPT_SHARE} * rows_before
    """,
    shows=("partition", "rows", "rows_before"),
)


def _have_a_department(column: str) -> Rule:
    return Rule(
        name="users_have_a_department",
        title="Nearly all who can sign on have a department",
        why="Departments are the teams where the company lists none itself; who has none is counted in no team",
        remedy="have departments filled in where users are kept, or list people in directory/people",
        severity="warning",
        limit=f"at least {DEPARTMENTS:.0%} of the users who can sign on",
        query=share(column, 1 - DEPARTMENTS),
        shows=("odd", "rows"),
    )


TABLES = (
    *stream(
        "directory",
        "people",
        Rule(
            name="people_have_a_team",
            title="Nearly everybody has a team",
            why="Cost follows people to teams; some newcomers without one are usual",
            remedy="ask people operations for the missing teams",
            severity="warning",
            limit="at least 95 % of the people",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={"column": "team_id", "mostly": 0.95},
        ),
        history=(_KEPT,),
    ),
    *stream(
        "directory",
        "entra_users",
        _have_a_department(
            "coalesce(accountEnabled, not blockCredential, true) and coalesce(userType, '') not ilike 'guest'"
            " and trim(coalesce(department, '')) = ''"
        ),
        history=(_KEPT,),
    ),
    *stream(
        "directory",
        "okta_users",
        _have_a_department("status ilike 'active' and trim(coalesce(department, '')) = ''"),
        history=(_KEPT,),
    ),
    *stream("directory", "teams", history=(_KEPT,)),
    *stream("directory", "identities", history=(_KEPT,)),
    *stream(
        "directory",
        "github_members",
        Rule(
            name="members_have_a_sign_on",
            title="Most members have the address with which they sign on",
            why="Without it a login is nobody's; the export leaves it out where the organization has no SAML sign-on",
            remedy="export the people of the organization, or the enterprise, that signs on by SAML",
            severity="warning",
            limit="at least 80 % of the members",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={"column": "saml_name_id", "mostly": 0.8},
        ),
        history=(_KEPT,),
    ),
    # circumstances come and go
    *stream("directory", "context", history=()),
    # a plan of the next year may leave out the last
    *stream("directory", "budgets", history=()),
)
