"""Usage in the vendors' shapes: the gateway's log, Claude Code's analytics pages, Kiro's daily CSV.

Shapes as in orchestration/sources and facts/usage_sources_{a,b}.md (§1a; §1A and §7).
"""

from __future__ import annotations

import numpy as np

from orchestration.sql import literal
from seeds.simulation.company import Company
from seeds.simulation.directory import api_key, email, kiro_user
from seeds.simulation.files import Files
from seeds.simulation.gamers import Requests
from seeds.simulation.prices import HAIKU, INPUT, MODELS, NANO_USD, OUTPUT, PROVIDERS
from seeds.simulation.usage import AGENTS, ClaudeDays, Habits, KiroDays

_PAGE = 100  # rows of a page of the analytics API
_TERMINALS = ("vscode", "iTerm.app", "tmux", "remote")
#: (column, day from which Kiro's files may hold it)
_KIRO_MODELS = (("auto", 0), ("claude_sonnet_4.5", 0), ("claude_opus_4.5", 35), ("qwen3_coder_480b", 63))
_KIRO_COLUMNS = (
    "Date UserId Client_Type Chat_Conversations Credits_Used Overage_Cap Overage_Credits_Used Overage_Enabled ProfileId"
    " Subscription_Tier Total_Messages New_User User_Email Usage_Limit"
).split()
CREDIT_LIMIT = 1_000


def land_spend_logs(files: Files, company: Company, habits: Habits, requests: Requests) -> None:
    """`litellm/spend_logs`: one file a UTC day. Of the two strangers one has a team and no name, one a name."""
    actors = len(habits.agent)
    index = np.arange(actors)
    files.table(
        "actors",
        actor=index,
        agent=[AGENTS[a] for a in habits.agent],
        team=np.concatenate([company.team, [2, 2]]),
        is_service=(index >= company.people) & (index < company.n),
        stranger=index - company.n,
    )
    files.table(
        "models",
        model=np.arange(len(MODELS)),
        name=list(MODELS),
        provider=list(PROVIDERS),
        input_nano_usd=NANO_USD[:, INPUT],
        output_nano_usd=NANO_USD[:, OUTPUT],
    )
    files.connection.execute(
        "create or replace temp table dressed as select actor, is_service, case when stranger >= 0"
        f"  then sha256('simulated stranger ' || stranger) else {api_key('actor')} end as api_key,"
        " case when stranger = 0 then '' when stranger = 1 then 'u-unheard-of'"
        f" when is_service then 'svc-' || lpad((actor - {company.people} + 1)::varchar, 2, '0')"
        " else 'u-' || lpad((actor + 1)::varchar, 4, '0') end as user_id,"
        " case when stranger = 1 then '' else 'team-' || lpad((team + 1)::varchar, 2, '0') end as team_id,"
        " case when is_service then 'simulated-ci/1.0' else agent end as agent from actors"
    )
    first = 0
    for end_day in range(7, company.days + 7, 7):
        end = int(np.searchsorted(requests.at_us, end_day * 86_400_000_000))
        week = requests.taken(slice(first, end))
        files.table("requests", n=np.arange(first, end), **vars(week))
        files.land("litellm", "spend_logs", _SPEND_LOGS.format(start_us=company.start_us))
        first = end


# money is whole nano-dollars, and its point is put in as text: no float comes near it
_SPEND_LOGS = """
with priced as (
    select
        requests.*,
        models.name,
        models.provider,
        prompt * input_nano_usd + completion * output_nano_usd as nano_usd,
        make_timestamp({start_us} + at_us) as started_at,
        make_timestamp({start_us} + at_us + 800000 + completion * 15000) as ended_at
    from requests
    inner join models using (model)
)
select
    strftime(started_at, '%Y-%m-%d') || '/gateway.jsonl.gz' as file,
    '{{"request_id":"req-' || lpad(n::varchar, 9, '0')
    || '","call_type":"acompletion","api_key":"' || api_key
    || '","spend":' || nano_usd // 1000000000 || '.' || lpad((nano_usd % 1000000000)::varchar, 9, '0')
    || ',"total_tokens":' || prompt + completion
    || ',"prompt_tokens":' || prompt
    || ',"completion_tokens":' || completion
    || ',"startTime":"' || strftime(started_at, '%Y-%m-%dT%H:%M:%S.%fZ')
    || '","endTime":"' || strftime(ended_at, '%Y-%m-%dT%H:%M:%S.%fZ')
    || '","model":"' || name || '","model_group":"' || name
    || '","custom_llm_provider":"' || provider
    || '","user":"' || user_id || '","team_id":"' || team_id
    || '","end_user":"","cache_hit":"False","status":"' || case when is_failed then 'failure' else 'success' end
    || '","session_id":"s-' || session
    || '","request_tags":["User-Agent: ' || agent || '"],"metadata":{{}}}}' || chr(10) as text
from priced
inner join dressed using (actor)
order by n
"""


def land_claude_code_analytics(files: Files, company: Company, days: ClaudeDays) -> None:
    """`anthropic/claude_code_analytics`: pages of a UTC day. Cost in whole cents, as the vendor rounds it."""
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


def land_user_report(files: Files, rng: np.random.Generator, company: Company, days: KiroDays) -> None:
    """`kiro/user_report`: a file a day and client. Columns in any order, models' columns as they appear."""
    order = np.lexsort((days.person, days.day, days.client))
    files.table("kiro", **{name: column[order] for name, column in vars(days).items()})
    share = rng.dirichlet((4, 3, 1.2, 0.8), len(order))
    share *= days.day[order][:, None] >= np.array([since for _, since in _KIRO_MODELS])
    messages = (share * days.messages[order][:, None]).astype(np.int64)
    files.table(
        "kiro_models",
        day=days.day[order],
        client=days.client[order],
        person=days.person[order],
        **{f"m{i}": messages[:, i] for i in range(len(_KIRO_MODELS))},
    )
    headers: dict[str, str] = {}
    columns = np.array([*_KIRO_COLUMNS, *(f"{name}_messages" for name, _ in _KIRO_MODELS)])
    cells: dict[tuple[int, int], list[int]] = {}
    for day in range(company.days):
        for client, client_name in enumerate(("KIRO_IDE", "KIRO_CLI")):
            known = len(_KIRO_COLUMNS) + sum(since <= day for _, since in _KIRO_MODELS)
            picked = rng.permutation(known)
            if day < company.days // 3:  # the address is a later addition
                picked = picked[columns[picked] != "User_Email"]
            cells[day, client] = picked.tolist()
            headers[f"{client_name} {day}"] = ",".join(columns[picked]) + "\n"
    files.table(
        "kiro_layouts",
        day=[day for day, _ in cells],
        client=[client for _, client in cells],
        layout=list(cells.values()),
    )

    def header(file: str) -> str:
        day = int((np.datetime64(file[:10]) - np.datetime64(company.start)).astype(int))
        return headers[f"{file[11:19]} {day}"]

    models = ", ".join(f"case when m{i} > 0 then m{i}::varchar else '' end" for i in range(len(_KIRO_MODELS)))
    files.land(
        "kiro",
        "user_report",
        f"""
        with dated as (
            select
                kiro.* exclude (messages),
                date {literal(company.start)} + day::int as date,
                m0 + m1 + m2 + m3 as message_count,
                m0, m1, m2, m3,
                case when client = 0 then 'KIRO_IDE' else 'KIRO_CLI' end as client_name,
                case when person % 3 = 0 then 'PRO_PLUS' else 'PRO' end as tier,
                greatest(0, sum(credits) over (
                    partition by person, client, date_trunc('month', date {literal(company.start)} + day::int)
                    order by day
                ) - {CREDIT_LIMIT * 10_000} * case when person % 3 = 0 then 2 else 1 end)::bigint as overage
            from kiro
            inner join kiro_models using (person, day, client)
        ),
        listed as (
            select
                *,
                [
                    strftime(date, '%Y-%m-%d'),
                    case when person % 2 = 0 then 'd-90670abcde.' else '' end || {kiro_user("person")},
                    client_name,
                    conversations::varchar,
                    {_four_decimals("credits")},
                    case when person % 3 = 0 then '2000.0' else '1000.0' end,
                    {_four_decimals("overage")},
                    case when client = 0 then 'true' else 'TRUE' end,
                    'arn:aws:codewhisperer:us-east-1:111122223333:profile/SIMULATED1',
                    tier,
                    message_count::varchar,
                    'false',
                    {email("person")},
                    case when person % 3 = 0 then '2000.0' else '1000.0' end,
                    {models}
                ] as cells
            from dated
        )
        select
            strftime(date, '%Y-%m-%d') || '/' || client_name || '_111122223333_user_report_'
            || strftime(date + 1, '%Y%m%d') || '0200.csv' as file,
            array_to_string(list_transform(layout, lambda i: cells[i + 1]), ',') || chr(10) as text
        from listed
        inner join kiro_layouts using (day, client)
        order by date, client_name, person
        """,
        header,
    )


def _four_decimals(column: str) -> str:
    return f"{column} // 10000 || '.' || lpad(({column} % 10000)::varchar, 4, '0')"
