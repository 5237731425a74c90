"""What two snapshots of Entra ID, one of Okta and one of GitHub's members add to a directory of its own.

Ada is in all of them: the directory's row is hers, and the others' addresses are hers too. Hal left between the two
snapshots. Ida was a guest with a department, who has an account since June: one person, who keeps what she did before.
Jon is a guest without a department and Room 1 no person: nobody. Kim comes with the second snapshot, in which she
stands twice. Okta alone knows lea, who was deactivated on 2 June, and max, whose password has run out.
"""

from __future__ import annotations

from datetime import date

from tests.integration.tools import Expected

ENTRA = "00000000-0000-4000-8000-00000000000"

EXPECTED: Expected = {
    """
    select person_id, display_name, email, team_id, people.cost_center, employment_type, timezone, valid_from, valid_to
    from marts.dim_people as people inner join restricted.person_identities using (person_key)
    where person_id not like 's-%' and (person_id not like 'p-%' or person_id = 'p-ada')
    order by display_name, valid_from
    """: [
        ("p-ada", "Ada", "ada@sample.example", "core", "cc-100", "employee", "Europe/Berlin", date(2024, 1, 1), None),
        (
            *(ENTRA + "1", "Hal", "hal@sample.example", "platform engineering", None, "employee", "UTC"),
            *(date(2025, 3, 15), date(2026, 6, 3)),
        ),
        (
            *(ENTRA + "5", "Ida", "ida@sample.example", "platform engineering", None, "contractor", "UTC"),
            *(date(2026, 4, 1), date(2026, 6, 3)),
        ),
        (
            *(ENTRA + "5", "Ida", "ida@sample.example", "platform engineering", None, "employee", "UTC"),
            *(date(2026, 6, 3), None),
        ),
        (ENTRA + "6", "Kim", "kim@sample.example", "core", None, "employee", "UTC", date(2026, 6, 2), None),
        (
            *("00uLea", "Lea L", "lea@sample.example", "data", "cc-300", "contractor", "Europe/London"),
            *(date(2025, 1, 2), date(2026, 6, 3)),
        ),
        ("00uMax", "Max M", "max@sample.example", None, "cc-300", "employee", "UTC", date(2026, 1, 2), None),
    ],
    # hal's sign-on is an address; ida's is none, so that it is the first of her addresses that GitHub has verified
    """
    select external_id, coalesce(display_name, 'nobody'), valid_from
    from intermediate.int_identities left join restricted.person_identities using (person_key)
    where source = 'github' and (external_id like '%@%' or external_id like '%-dev') and display_name not in
        ('Ben', 'Cyd', 'Dan', 'Eve', 'Fay', 'Gus') order by external_id
    """: [
        ("ada-dev", "Ada", date(2024, 1, 1)),
        ("ada.l@labs.example", "Ada", date(2024, 1, 1)),
        ("ada@ada.example", "Ada", date(2024, 1, 1)),
        ("ada@okta.example", "Ada", date(2024, 1, 1)),
        ("ada@sample.example", "Ada", date(2024, 1, 1)),
        ("hal-dev", "Hal", date(2025, 3, 15)),
        ("hal@sample.example", "Hal", date(2025, 3, 15)),
        ("ida-dev", "Ida", date(2026, 4, 1)),
        ("ida@partner.example", "Ida", date(2026, 4, 1)),
        ("ida@sample.example", "Ida", date(2026, 4, 1)),
        ("ida_partner.example#ext#@sample.onmicrosoft.example", "Ida", date(2026, 4, 1)),
        ("kim.k@sample.example", "Kim", date(2026, 6, 2)),
        ("kim@sample.example", "Kim", date(2026, 6, 2)),
        ("lea@sample.example", "Lea L", date(2025, 1, 2)),
        ("max@sample.example", "Max M", date(2026, 1, 2)),
    ],
    "select team_id, team_name, cost_center from intermediate.int_teams order by team_id": [
        ("core", "Core", "cc-100"),
        ("data", "Data", "cc-300"),
        ("platform engineering", "Platform Engineering", None),
        ("tiny", "Tiny", "cc-200"),
    ],
    "select cost_center, budget_usd::varchar from marts.mart_monthly_budget where budget_usd > 0 order by all": [
        ("cc-100", "50.000000000000"),
        ("cc-200", "10.000000000000"),
    ],
}
