"""What is read out of a pull request's texts, by the views as they were built: good lines, and lines that look so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from tests.integration.conftest import Home

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(sample: Home) -> Ask:
    """Asks a model's view about pull 900, of which these texts are known and nothing else; None if it has no row."""
    views = {
        row["view_name"]: row["sql"].replace(" warehouse.", " ")
        for row in sample.query("select view_name, sql from duckdb_views() where view_name like 'int_github__%'")
    }
    columns = sample.query(
        "select column_name as name, data_type as type from duckdb_columns() where table_name = 'stg_github__pulls'"
    )

    def answer(model: str, asked: str, **texts: Any) -> Any:
        known = {"partition": "2026-06-01", "pull_request_key": "github:1", "number": 900, **texts}
        with duckdb.connect() as connection:
            connection.execute("create schema staging; create schema intermediate")
            given = ", ".join(f"cast($column_{i} as {c['type']}) as {c['name']}" for i, c in enumerate(columns))
            connection.execute(
                f"create table staging.stg_github__pulls as select {given}",
                {f"column_{i}": known.get(c["name"]) for i, c in enumerate(columns)},
            )
            connection.execute(views[model])
            found = connection.execute(f"select {asked} from intermediate.{model}").fetchone()
        return found and found[0]

    return answer


def claims(ask: Ask, **texts: Any) -> set[str]:
    """The claims to take something back as `strength target`, with `+` where it is brought back."""
    found = ask("int_github__revert_claims", "to_json(revert_claims)", **texts)
    told = set()
    for claim in json.loads(found or "[]"):
        target = claim["sha"] or (claim["number"] and f"{claim['repository_name'] or ''}#{claim['number']}") or "title"
        told.add(f"{claim['strength']}{'+' if claim['is_back'] else ''} {target}")
    return told


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        # bodies
        ({"body": "Reverts acme/App#7"}, {"1 acme/app#7"}),
        ({"body": "Reverts #7 since it is slow (see #8)"}, {"1 #7"}),
        ({"body": "x\r\n\r\nThis reverts #7, #8 (it) and https://a.example/a/b/pull/9"}, {"1 #7", "1 #8", "1 a/b#9"}),
        ({"body": "Reverts:\n- #7\n- #8\n\n#9 stays"}, {"1 #7", "1 #8"}),
        ({"body": "This reverts commit 0a1b2c3d4e, reversing\nchanges made to 1111111aaa."}, {"1 0a1b2c3d4e"}),
        ({"body": "This reverts commits 0a1b2c3d, 1a2b3c4d and 2a3b4c5d."}, {"1 0a1b2c3d", "1 1a2b3c4d", "1 2a3b4c5d"}),
        ({"body": "This reverts merge request !7"}, {"1 #7"}),
        ({"body": "This backs out commit `0a1b2c3d`."}, {"1 0a1b2c3d"}),
        ({"body": "Summary: x\nOriginal commit changeset: 0a1b2c3d4e5f"}, {"1 0a1b2c3d4e5f"}),
        ({"body": "Reverting the changes from pull request [#7](https://a.example/x/y/pull/7)"}, {"1 #7"}),
        ({"body": "This reverts commit https://a.example/acme/app/commit/0a1b2c3d"}, {"1 0a1b2c3d"}),
        ({"body": "Reverts group/sub/app!7"}, {"1 group/sub/app#7"}),
        ({"body": "This is a reland of commit 0a1b2c3d"}, {"1+ 0a1b2c3d"}),
        ({"body": "Reapplies #7"}, {"1+ #7"}),
        ({"merge_message": "This reverts commit 0a1b2c3d."}, {"1 0a1b2c3d"}),
        ({"body": "It is not clear what reverts #7"}, set()),
        ({"body": "This partially reverts #7"}, set()),
        ({"body": "> Reverts #7"}, set()),
        ({"body": "```\nReverts #7\n```\n<!-- Reverts #8 -->"}, set()),
        ({"body": "* first\n* Revert it\n\nThis reverts commit 0a1b2c3d."}, set()),
        ({"body": "Follow-up of #7"}, set()),
        # branches
        ({"head_ref": "revert-7-fix-crash"}, {"2 #7"}),
        ({"head_ref": "revert-0a1b2c3d"}, {"2 0a1b2c3d"}),
        ({"head_ref": "feature/revert-7-days"}, set()),
        ({"head_ref": "reverts"}, set()),
        # titles
        ({"title": 'Revert "Fix crash left by #7"'}, {"3 title"}),
        ({"title": 'Revert "New cache (#7)" (#900)'}, {"3 title", "4 #7", "5 title"}),
        ({"title": 'Revert "Revert "X (#7)" (#8)"'}, {"3 title", "4 #8", "5 title"}),
        ({"title": 'Revert "A (#7)" and "B (#8)"'}, {"3 title", "4 #7", "4 #8", "5 title"}),
        ({"title": "Revert #7 (X) (#900)"}, {"3 title", "4 #7", "5 title"}),
        ({"title": "⏪️ fix(api): revert PR #7"}, {"3 title", "4 #7"}),
        ({"title": "[Revert] feat: cache"}, {"3 title"}),
        ({"title": "revert(ui): peek (#7) — crash (X-1)"}, {"3 title", "4 #7"}),
        ({"title": "Reverted https://a.example/acme/app/pull/7 for now"}, {"3 title", "4 acme/app#7"}),
        ({"title": 'Back out "Wider pool" (#7)'}, {"3 title"}),
        ({"title": 'Reapply "New cache"'}, {"3+ title"}),
        ({"title": "Re-land #7"}, {"3+ title", "4+ #7"}),
        ({"title": 'Revert^2 "X"'}, {"3 title"}),
        ({"merge_title": 'Revert "X" (#900)'}, {"3 title"}),
        ({"title": "Revert to autosave (#7)"}, {"3 title", "5 title"}),
        ({"title": "Undo stack for the editor (#7)"}, {"3 title", "5 title"}),
        ({"title": "Fix the revert button (#7)"}, set()),
        ({"title": "Reverting is hard"}, {"3 title"}),
        ({"title": "Reversible steps (#7)"}, set()),
    ],
)  # fmt: skip
def test_what_a_pull_request_claims_to_take_back(ask: Ask, texts: dict[str, str], told: set[str]) -> None:
    assert claims(ask, **texts) == told


def test_a_title_is_known_again_behind_what_tools_put_around_it(ask: Ask) -> None:
    whole = "fix: resolve --select via the selector API in show and compile"
    (known, start) = ask("int_github__pulls", "[title_hash, title_start_hash]", title=whole)
    for title in (f'Revert "{whole}"', f"revert: {whole}", f"⏪ Revert “{whole.title()}”", f"Revert D12345: {whole}"):
        claim = json.loads(ask("int_github__revert_claims", "to_json(revert_claims)", title=title))[0]
        assert claim["title_hash"] == known, title
    cut = f'Revert "{whole[:50]}…"'
    claim = json.loads(ask("int_github__revert_claims", "to_json(revert_claims)", title=cut))[0]
    assert (claim["title_hash"], claim["title_start_hash"]) == (None, start)


@pytest.mark.parametrize(
    ("column", "text", "agent"),
    [
        ("body", "x\n\nCo-authored-by: Claude Opus 9 (1M context) <noreply@anthropic.com>", "claude_code"),
        ("body", "Co-Authored-By: Claude <242468646+Claude@users.noreply.github.com>", "claude_code"),
        ("body", "x\r\nAssisted-by: Claude Code\r\n", "claude_code"),
        ("body", "Assisted-by: Claude:claude-opus-9 coccinelle", "claude_code"),
        ("body", "Generated-by: GitHub Copilot", "agent"),
        ("body", "AI-assisted-by: Gemini CLI", "agent"),
        ("body", "Made-with: Cursor", "agent"),
        ("body", "Co-authored-by: aider (gpt-x) <noreply@aider.chat>", "aider"),
        ("body", "Co-authored-by: Copilot <1234+Copilot@users.noreply.github.com>", "copilot"),
        ("body", "Co-authored-by: google-labs-jules[bot] <1+google-labs-jules[bot]@users.noreply.github.com>", "agent"),
        ("body", "🤖 Generated with [Claude Code](https://claude.com/claude-code)", "claude_code"),
        ("merge_message", "Co-authored-by: Cursor <cursoragent@cursor.com>", "cursor"),
        ("body", "We no longer take `Co-authored-by: Claude <noreply@anthropic.com>` in commits.", None),
        ("body", "```\nCo-authored-by: Claude <noreply@anthropic.com>\n```", None),
        ("body", "> Co-authored-by: Claude <noreply@anthropic.com>", None),
        ("body", "<!-- Assisted-by: Claude Code -->", None),
        ("body", "Assisted-by: Claude Dupont <claude@people.example>", None),
        ("body", "Assisted-by: Devin Smith", None),
        ("body", "Co-authored-by: Dan DeVincentis <dan@people.example>", None),
        ("body", "Co-authored-by: Ann <ann@activecampaign.example>", None),
        ("body", "Co-authored-by: Copilot Autofix powered by AI <1+bot@users.noreply.github.com>", None),
        ("body", "It was generated with Claude Code.", None),
        ("head_ref", "codex/fix-login-flow", "codex"),
        ("head_ref", "Claude/issue-12", "claude_code"),
        ("head_ref", "devin/1717000000-cache", "devin"),
        ("head_ref", "feature/claude/x", None),
        ("head_ref", "cursors/blink", None),
        ("labels", ["bug", "claude-code-assisted"], "claude_code"),
        ("labels", ["ai-generated"], "unknown"),
        ("labels", ["not-ai-generated", "codex-bugs"], None),
    ],
)
def test_which_traces_of_ai_tools_are_seen(ask: Ask, column: str, text: Any, agent: str | None) -> None:
    asked = "coalesce(text_agent, branch_agent, label_agent)"
    assert ask("int_github__pulls", asked, **{column: text}) == agent
