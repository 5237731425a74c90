"""What a plausible snapshot of the directory looks like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import stream

KEPT_SHARE = 0.8

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
