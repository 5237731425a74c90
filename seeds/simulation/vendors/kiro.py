"""Kiro's daily CSV (facts/usage_sources_b.md §7)."""

from __future__ import annotations

import numpy as np

from orchestration.sql import literal
from seeds.simulation.files import Files
from seeds.simulation.world import World
from seeds.simulation.world.names import email, kiro_user

#: (column, day from which Kiro's files may hold it)
_MODELS = (("auto", 0), ("claude_sonnet_4.5", 0), ("claude_opus_4.5", 35), ("qwen3_coder_480b", 63))
_COLUMNS = (
    "Date UserId Client_Type Chat_Conversations Credits_Used Overage_Cap Overage_Credits_Used Overage_Enabled ProfileId"
    " Subscription_Tier Total_Messages New_User User_Email Usage_Limit"
).split()
CREDIT_LIMIT = 1_000


def land(files: Files, world: World) -> None:
    """`kiro/user_report`: a file a day and client. Columns in any order, models' columns as they appear."""
    rng, company, days = world.rng["kiro_files"], world.company, world.kiro
    order = np.lexsort((days.person, days.day, days.client))
    files.table("kiro", **{name: column[order] for name, column in vars(days).items()})
    share = rng.dirichlet((4, 3, 1.2, 0.8), len(order))
    share *= days.day[order][:, None] >= np.array([since for _, since in _MODELS])
    messages = (share * days.messages[order][:, None]).astype(np.int64)
    files.table(
        "kiro_models",
        day=days.day[order],
        client=days.client[order],
        person=days.person[order],
        **{f"m{i}": messages[:, i] for i in range(len(_MODELS))},
    )
    headers: dict[str, str] = {}
    columns = np.array([*_COLUMNS, *(f"{name}_messages" for name, _ in _MODELS)])
    cells: dict[tuple[int, int], list[int]] = {}
    for day in range(company.days):
        for client, client_name in enumerate(("KIRO_IDE", "KIRO_CLI")):
            known = len(_COLUMNS) + sum(since <= day for _, since in _MODELS)
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

    models = ", ".join(f"case when m{i} > 0 then m{i}::varchar else '' end" for i in range(len(_MODELS)))
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
