"""GitHub: pull requests with their reviews, commits and files.

Traps: `merge_commit_sha` is a test merge while a pull is open; lists of files stop at 3,000 and of commits at 250;
labels and edits arrive after the merge and move `updated_at`; numbers are not unique once histories were merged; names
of repositories change, in letter case too, while the ids of pulls and repositories stay; sizes are 0 until computed.
"""

from datetime import date

from orchestration.periods import FIRST
from orchestration.sources import LARGEST, TIMESTAMP, Column, DataType, Stream

_USER: DataType = {"login": "VARCHAR", "id": "BIGINT", "type": "VARCHAR"}


def _items(
    name: str, rows: str, forbidden: tuple[str, ...], item: DataType, minimum: int = -LARGEST, earliest: date = FIRST
) -> Stream:
    """A stream of one line a pull: its repository, its number, and the list the API gave for it."""
    return Stream(
        source="github",
        name=name,
        rows=rows,
        forbidden=forbidden,
        columns=(
            Column("repo", required=True),
            Column("number", "BIGINT", required=True, minimum=1),
            Column("items", [item], required=True, minimum=minimum, earliest=earliest),
        ),
    )


STREAMS = (
    Stream(
        source="github",
        name="pulls",
        brings="outcomes",
        rows="one row a pull request, as it stood at `updated_at`",
        day="updated_at",
        columns=(
            Column("id", "BIGINT", required=True, minimum=1),
            Column("number", "BIGINT", required=True, minimum=1),
            Column("html_url"),
            Column("state", required=True),
            Column("draft", "BOOLEAN"),
            Column("title", free_text=True),
            Column("body", free_text=True),
            Column("user", _USER),
            Column("created_at", TIMESTAMP, required=True),
            Column("updated_at", TIMESTAMP, required=True),
            Column("closed_at", TIMESTAMP),
            Column("merged_at", TIMESTAMP),
            Column("merged_by", _USER),
            Column("merge_commit_sha"),
            Column("head", {"ref": "VARCHAR", "sha": "VARCHAR"}),
            Column("base", {"ref": "VARCHAR", "repo": {"id": "BIGINT", "full_name": "VARCHAR"}}, required=True),
            Column("auto_merge", {"commit_title": "VARCHAR", "commit_message": "VARCHAR"}, free_text=True),
            Column("labels", [{"name": "VARCHAR"}]),
            Column("additions", "BIGINT", minimum=0),
            Column("deletions", "BIGINT", minimum=0),
            Column("changed_files", "BIGINT", minimum=0),
            Column("commits", "BIGINT", minimum=0),
        ),
    ),
    _items(
        "pull_reviews",
        "one row a pull request, with its reviews",
        ("body",),
        {"id": "BIGINT", "user": _USER, "state": "VARCHAR", "submitted_at": TIMESTAMP},
    ),
    _items(
        "pull_commits",
        "one row a pull request, with its commits",
        ("patch",),
        {
            "sha": "VARCHAR",
            "commit": {"committer": {"date": TIMESTAMP}, "message": "VARCHAR"},
            "author": _USER,
        },
        earliest=date(1970, 1, 1),  # git takes any date, and tools that build reproducibly write the first
    ),
    _items(
        "pull_files",
        "one row a pull request, with its changed files",
        ("patch",),
        {"filename": "VARCHAR", "status": "VARCHAR", "additions": "BIGINT", "deletions": "BIGINT"},
        minimum=0,
    ),
)
