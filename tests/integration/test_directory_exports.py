"""A company that has nothing but an export of its users of Entra ID, and a gateway: people, teams and who is who.

ada and ben are of core, however their department is typed, and ben's address is one that only his mailbox has. cyd has
no department. gia is a guest without one, who came to a meeting: her request is nobody's, and it is said why.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.conftest import Zone
from tests.integration.conftest import Home

HEAD = "USERPRINCIPALNAME;ID;DISPLAYNAME;MAIL;USERTYPE;DEPARTMENT;ACCOUNTENABLED;PROXYADDRESSES;CREATEDDATETIME"
USERS = [
    "ada@corp.example;A;Ada;ada@corp.example;Member; Core;True;;1/2/2025 8:00:00 AM",
    "ben@corp.example;B;Ben;;Member;CORE ;True;SMTP:ben@corp.example+smtp:ben@labs.example;1/2/2025 8:00:00 AM",
    "ben@corp.example;B;Ben;;Member;core;True;SMTP:ben@corp.example+smtp:ben@labs.example;1/2/2025 8:00:00 AM",
    "cyd@corp.example;C;Cyd;cyd@corp.example;Member;;True;;1/2/2025 8:00:00 AM",
    "gia_else.example#EXT#@corp.example;G;Gia;gia@else.example;Guest;;True;;1/2/2025 8:00:00 AM",
]


def test_an_export_alone_gives_people_teams_and_identities(new_home: Callable[..., Home]) -> None:
    home = new_home(None)
    zone = Zone(home.path)
    zone.land("directory/entra_users", "2026-06-01", "users.csv", "\ufeff" + "\r\n".join([HEAD, *USERS, ""]))
    who = ["ADA@corp.example", "ben@labs.example", "cyd@corp.example", "gia@else.example", "ghost@else.example"]
    requests = [
        {
            "request_id": f"r{number}",
            "startTime": "2026-06-02T10:00:00Z",
            "prompt_tokens": 100,
            "completion_tokens": 10,
            "spend": number + 1,
            "user": user,
            "model": "big",
            "status": "success",
        }
        for number, user in enumerate(who)
    ]
    zone.land("litellm/spend_logs", "2026-06-02", "a.jsonl", requests)
    home.build()
    found = home.query(
        "select display_name, team_id, sum(list_cost_usd) as cost from marts.fct_usage_days"
        " left join restricted.person_identities using (person_key) left join marts.dim_people using (person_key)"
        " group by all order by display_name nulls last"
    )
    assert [tuple(row.values()) for row in found] == [
        ("Ada", "core", Decimal(1)),
        ("Ben", "core", Decimal(2)),
        ("Cyd", None, Decimal(3)),
        (None, None, Decimal(9)),
    ]
    nobody = home.query("select external_id, reason from restricted.unresolved_identities order by external_id")
    assert [tuple(row.values()) for row in nobody] == [
        ("ghost@else.example", "not_in_directory"),
        ("gia@else.example", "person_not_in_directory"),
    ]
    week = home.query("select team_id, scheduled_people from marts.mart_team_weekly_adoption order by team_id")
    assert {row["team_id"]: row["scheduled_people"] for row in week}["all"] == 3
