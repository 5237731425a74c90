"""Claude Code's analytics pages (facts/usage_sources_a.md §1A)."""

from __future__ import annotations

from orchestration.sql import literal
from seeds.simulation.files import Files
from seeds.simulation.world import World
from seeds.simulation.world.names import email
from seeds.simulation.world.prices import HAIKU, MODELS, NANO_USD

_PAGE = 100  # rows of a page of the analytics API
_TERMINALS = ("vscode", "iTerm.app", "tmux", "remote")


def land(files: Files, world: World) -> None:
    """`anthropic/claude_code_analytics`: pages of a UTC day. Cost in whole cents, as the vendor rounds it."""
    company, days = world.company, world.claude
    small, small_name = HAIKU, MODELS[HAIKU]
    columns = {}
    for prefix, tokens, model in (("main", days.tokens, days.model), ("other", days.other_tokens, small)):
        nano_usd = (tokens * NANO_USD[model]).sum(axis=1)
        columns |= {f"{prefix}_{kind}": tokens[:, i] for i, kind in enumerate(("input", "output", "read", "written"))}
        columns |= {f"{prefix}_cents": (nano_usd + 5_000_000) // 10_000_000}
    rows = {name: column for name, column in vars(days).items() if column.ndim == 1}
    files.table("claude", **rows, **columns)

    def breakdown(prefix: str, name: str) -> str:
        return (
            f"case when {prefix}_input + {prefix}_output + {prefix}_read + {prefix}_written > 0 then"
            f' \'{{"model":"\' || {name} || \'","tokens":{{"input":\' || {prefix}_input || \',"output":\''
            f" || {prefix}_output || ',\"cache_read\":' || {prefix}_read || ',\"cache_creation\":' || {prefix}_written"
            f' || \'}},"estimated_cost":{{"amount":\' || {prefix}_cents || \',"currency":"USD"}}}}\' end'
        )

    names = ", ".join(map(literal, MODELS))
    main, other = breakdown("main", f"([{names}])[model + 1]"), breakdown("other", literal(small_name))
    terminals = ", ".join(map(literal, _TERMINALS))
    files.land(
        "anthropic",
        "claude_code_analytics",
        f"""
        with dated as (
            select
                *,
                strftime(date {literal(company.start)} + day::int, '%Y-%m-%d') as date,
                ([{terminals}])[terminal + 1] as terminal_name,
                (row_number() over (partition by day order by person, terminal) - 1) // {_PAGE} + 1 as page
            from claude
        ),
        rows as (
            select
                date, page, person, terminal,
                '{{"date":"' || date || 'T00:00:00Z","actor":{{"type":"user_actor","email_address":"'
                || {email("person")}
                || '"}},"organization_id":"00000000-0000-4000-8000-000000000001","customer_type":"api"'
                || ',"terminal_type":"' || case when terminal = 3 then 'tmux' else terminal_name end
                || '","is_remote":' || (terminal = 3)
                || ',"core_metrics":{{"num_sessions":' || sessions || ',"lines_of_code":{{"added":' || lines_added
                || ',"removed":' || lines_removed || '}},"commits_by_claude_code":' || accepted // 8
                || ',"pull_requests_by_claude_code":' || accepted // 40
                || '}},"tool_actions":{{"edit_tool":{{"accepted":' || accepted || ',"rejected":' || rejected
                || '}},"write_tool":{{"accepted":' || accepted // 5 || ',"rejected":0}}}},"model_breakdown":['
                || concat_ws(',', {main}, {other})
                || ']}}' as row
            from dated
        )
        select
            date || '/page_' || lpad(page::varchar, 3, '0') || '.json.gz' as file,
            '{{"data":[' || string_agg(row, ',' order by person, terminal) || '],"has_more":'
            || (page < max(page) over (partition by date)) || ',"next_page":'
            || case when page < max(page) over (partition by date) then '"page_' || page + 1 || '"' else 'null' end
            || '}}' as text
        from rows
        group by date, page
        order by date, page
        """,
    )
