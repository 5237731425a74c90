"""What plausible pull requests look like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import stream

TABLES = (
    *stream(
        "github",
        "pulls",
        Rule(
            name="pulls_name_their_repository",
            title="Nearly every pull request names its repository",
            why="Without it neither lists nor reverts find their pull, and nothing says so of any one row",
            remedy="export pulls with base.repo.full_name",
            severity="critical",
            limit="at least 95 % of the pull requests",
            query=(
                "select count(*) filter (where base.repo.full_name is null) as unnamed, count(*) as pulls"
                " from {batch} having count(*) filter (where base.repo.full_name is null) > 0.05 * count(*)"
            ),
            shows=("unnamed", "pulls"),
        ),
        Rule(
            name="pulls_are_updated_after_they_are_opened",
            title="Pull requests are updated after they are opened",
            why="The other way round, clocks or columns were mixed up; single ones come with imported histories",
            remedy="look at the export's time columns",
            severity="warning",
            limit="99 % of the pull requests",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={"column_A": "updated_at", "column_B": "created_at", "or_equal": True, "mostly": 0.99},
        ),
        filled=("user.login", "additions", "changed_files"),
    ),
    *stream("github", "pull_reviews", filled=()),
    *stream("github", "pull_commits", filled=()),
    *stream("github", "pull_files", filled=()),
)
