"""A small company whose landing zone changes by random steps, as landing zones do.

A file is a list of rows until it is written; what is drawn follows from the seed alone. The steps keep to what no gate
refuses: they make days late, false, restated, renamed, split, doubled or gone, and never half a directory.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from orchestration import files

Row = dict[str, Any]

DAYS = [date(2026, 5, 18) + timedelta(days=number) for number in range(21)]  # three weeks, two months
SNAPSHOTS = ["2026-05-10", "2026-05-27", "2026-06-04"]
TEAMS = ["core", "apps", "data"]
MODELS = ["model-a", "gpt-5"]  # one of them has a price
PEOPLE = [f"p{number}" for number in range(14)]
LEAST_PEOPLE = 13  # a snapshot that loses a fifth is refused


class History:
    """A landing zone as it will be, and how it comes to be so.

    Attributes:
        files: the rows by `<source>/<stream>/<partition>/<name>` that lie there now.
        withheld: those that come late.
        told: what happened, for whoever must find out why a history went wrong.
    """

    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.files: dict[str, list[Row]] = {}
        self.withheld: dict[str, list[Row]] = {}
        self.told: list[str] = []
        self._directory()
        for day in DAYS:
            self._day(day)
        self._pulls()
        self._bills()
        late = [path for path in sorted(self.files) if not path.startswith("directory/") and self.chance.random() < 0.3]
        self.withheld = {path: self.files.pop(path) for path in late}

    def step(self) -> None:
        """Change something."""
        happens = self.chance.choice(STEPS)
        changed = happens(self)
        self.told.append(f"{happens.__name__} {changed}")

    def day_taken_for_today(self) -> str:
        """Often none is given, else it is any day, back and forth over the ends of weeks and of a month."""
        return self.chance.choice([*[""] * 12, *map(str, DAYS[4:])])

    def write(self, folder: Path) -> None:
        """Make a landing zone hold these files; one that is as it was is left untouched."""
        for file in [path for path in folder.rglob("*") if path.is_file()]:
            if file.relative_to(folder).as_posix() not in self.files:
                file.unlink()
        for path, rows in self.files.items():
            files.write((folder / path).parent, Path(path).name, written(path, rows))

    # ---------------------------------------------------------------- the company

    def _directory(self) -> None:
        for snapshot in SNAPSHOTS:
            self.files[f"directory/people/{snapshot}/people.csv"] = [self._person(person) for person in PEOPLE]
        self.files[f"directory/teams/{SNAPSHOTS[0]}/teams.csv"] = [
            {"team_id": team, "team_name": team.title(), "parent_team_id": "", "cost_center": f"cc-{team}"}
            for team in TEAMS
        ]
        self.files[f"directory/identities/{SNAPSHOTS[0]}/identities.csv"] = [
            {
                "person_id": person, "source": source, "external_id": name, "id_kind": kind,
                "valid_from": "", "valid_to": "",
            }
            for person in PEOPLE
            for source, name, kind in (("*", mail(person), "email"), ("github", f"{person}-dev", "login"))
        ]  # fmt: skip
        self.files[f"directory/context/{SNAPSHOTS[0]}/context.csv"] = [self._circumstance() for _ in range(4)]

    def _person(self, person: str) -> Row:
        return {
            "person_id": person, "email": mail(person), "display_name": person, "team_id": self.chance.choice(TEAMS),
            "cost_center": "cc", "role_family": "engineering", "manager_id": "",
            "employment_type": "service" if person == "p0" else "employee", "fte": "1", "timezone": "UTC",
            "start_date": "2024-01-01", "end_date": "",
        }  # fmt: skip

    def _circumstance(self) -> Row:
        begins = self.chance.choice(DAYS)
        return {
            "subject_kind": "person", "subject_id": self.chance.choice(PEOPLE),
            "kind": self.chance.choice(["leave", "leave", "on_call"]), "start_date": str(begins),
            "end_date": str(begins + timedelta(days=self.chance.randrange(20))), "note": "",
        }  # fmt: skip

    def _day(self, day: date) -> None:
        at_work = self.chance.sample(PEOPLE, 6)
        requests = [self._request(day, person, f"{day}-{person}") for person in at_work]
        # a timer that asks for the same again and again, in most weeks: both signals fire
        requests += [
            self._request(day, "p1", f"{day}-t{number}", minute=10 * number, tokens=777) for number in range(24)
        ]
        self.files[f"litellm/spend_logs/{day}/log.jsonl"] = requests
        if day.weekday() % 2:
            self.files[f"anthropic/claude_code_analytics/{day}/page.json"] = [
                self._activity(day, person) for person in self.chance.sample(PEOPLE, 3)
            ]
        if day.weekday() < 2:
            self.files[f"kiro/user_report/{day}/report.csv"] = [
                {
                    "Date": str(day), "UserId": f"d-1.{person}", "Client_Type": "KIRO_IDE", "Chat_Conversations": "2",
                    "Credits_Used": f"{self.chance.randrange(1, 9)}.25", "ProfileId": "profile", "Total_Messages": "4",
                    "User_Email": mail(person), "auto_messages": "4",
                }
                for person in self.chance.sample(PEOPLE, 3)
            ]  # fmt: skip

    def _request(self, day: date, person: str, name: str, minute: int = 0, tokens: int | None = None) -> Row:
        begun = datetime(day.year, day.month, day.day, 9) + timedelta(minutes=minute)
        return {
            "request_id": name, "startTime": stamp(begun), "endTime": stamp(begun + timedelta(seconds=9)),
            "prompt_tokens": tokens or self.chance.randrange(1, 900), "completion_tokens": 10, "spend": 0.0125,
            "user": mail(person), "model": self.chance.choice(MODELS), "status": "success", "session_id": f"s-{person}",
            "request_tags": ["User-Agent: claude-code/2"], "team_id": self.chance.choice([*TEAMS, "theirs"]),
        }  # fmt: skip

    def _activity(self, day: date, person: str) -> Row:
        return {
            "date": f"{day}T00:00:00Z", "actor": {"type": "user_actor", "email_address": mail(person)},
            "organization_id": "org", "customer_type": "api", "terminal_type": "vscode", "is_remote": False,
            "core_metrics": {"num_sessions": self.chance.randrange(1, 4), "lines_of_code": {"added": 9, "removed": 1}},
            "tool_actions": {"edit_tool": {"accepted": self.chance.randrange(4), "rejected": 0}},
            "model_breakdown": [
                {
                    "model": self.chance.choice(MODELS),
                    "tokens": {"input": self.chance.randrange(900), "output": 20, "cache_read": 5, "cache_creation": 1},
                    "estimated_cost": {"amount": 12, "currency": "USD"},
                }
            ],
        }  # fmt: skip

    def _pulls(self) -> None:
        for number in range(1, 40):
            opened = datetime.combine(self.chance.choice(DAYS[:-4:4]), datetime.min.time()) + timedelta(hours=9)
            merged = opened + timedelta(hours=self.chance.randrange(60)) if self.chance.random() < 0.8 else None
            reverted = self.chance.randrange(1, number) if number > 10 and self.chance.random() < 0.2 else None
            for updated in {opened, merged or opened}:
                closed = stamp(merged) if merged == updated else None
                self._put(f"github/pulls/{updated:%Y-%m-%d}/pulls.jsonl", {
                    "id": number, "number": number, "state": "closed" if closed else "open",
                    "title": f"Revert something (#{reverted})" if reverted else "Work", "body": "",
                    "user": {"login": f"{self.chance.choice(PEOPLE)}-dev", "id": number, "type": "User"},
                    "created_at": stamp(opened), "updated_at": stamp(updated), "closed_at": closed, "merged_at": closed,
                    "merge_commit_sha": f"{number:040x}" if closed else None,
                    "head": {"ref": "branch", "sha": f"{number:040x}"},
                    "base": {"ref": "main", "repo": {"full_name": "acme/app"}}, "labels": [],
                    "additions": 9, "deletions": 3, "changed_files": 1, "commits": 1,
                })  # fmt: skip
                changed = {"filename": f"src/{number % 3}/a.py", "status": "modified", "additions": 9, "deletions": 3}
                review = {
                    "id": number, "user": {"login": "p2-dev", "id": 2, "type": "User"}, "state": "APPROVED",
                    "submitted_at": stamp(updated),
                }  # fmt: skip
                commit = {"sha": "0", "commit": {"committer": {"date": stamp(opened)}, "message": "work"}}
                for name, items in (("files", [changed]), ("reviews", [review]), ("commits", [commit])):
                    row = {"repo": "acme/app", "number": number, "items": items}
                    self._put(f"github/pull_{name}/{updated:%Y-%m-%d}/{name}.jsonl", row)

    def _put(self, path: str, row: Row) -> None:
        self.files.setdefault(path, []).append(row)

    def _bills(self) -> None:
        for month in ("2026-05", "2026-06"):
            self.files[f"focus/charges/{month}/charges.csv"] = [self._charge(month) for _ in range(16)]

    def _charge(self, month: str) -> Row:
        first, after = self.chance.choice([("01", 31), ("01", 15), ("15", 10), ("04", 1), ("18", 5)])
        begins = date.fromisoformat(f"{month}-{first}")
        model = self.chance.choice([*MODELS, ""])
        name = self.chance.choice(["", "", mail(self.chance.choice(PEOPLE))])
        return {
            "BilledCost": f"{self.chance.randrange(-9, 99)}.01",
            "BillingCurrency": self.chance.choice(["USD"] * 5 + ["EUR"]),
            "BillingPeriodStart": f"{month}-01T00:00:00Z", "BillingPeriodEnd": f"{month}-28T00:00:00Z",
            "ChargePeriodStart": f"{begins}T00:00:00Z",
            "ChargePeriodEnd": f"{begins + timedelta(days=after)}T00:00:00Z",
            "ChargeCategory": "Usage", "ChargeDescription": "", "ConsumedQuantity": "5", "ConsumedUnit": "Tokens",
            "InvoiceId": f"INV-{month}", "InvoiceIssuerName": self.chance.choice(["House", "Moody's"]),
            "ServiceName": "API", "ServiceSubcategory": "Generative AI", "SkuId": model and f"{model}-input",
            "PrincipalId": name,
        }  # fmt: skip

    # ---------------------------------------------------------------- steps

    def any_of(self, *streams: str, least: int = 0) -> str:
        found = [path for path, rows in sorted(self.files.items()) if path.startswith(streams) and len(rows) >= least]
        return self.chance.choice(found)

    def comes_late(self) -> str:
        paths = self.chance.sample(sorted(self.withheld), min(9, len(self.withheld)))
        for path in paths:
            self.files[path] = self.withheld.pop(path)
        return " ".join(paths)

    def is_gone(self) -> str:
        path = self.any_of(*WORK)
        self.withheld[path] = self.files.pop(path)
        return path

    def is_restated(self) -> str:
        path = self.any_of(*WORK, least=2)
        rows = self.files[path]
        for row in self.chance.sample(rows, len(rows) // 2):
            self._alter(path, row)
        if self.chance.random() < 0.4:
            rows.pop(self.chance.randrange(len(rows)))
        return path

    def is_renamed(self) -> str:
        path = self.any_of(*WORK, "directory/")
        folder, name = path.rsplit("/", 1)
        self.files[f"{folder}/{self.chance.choice('abxyz')}{name}"] = self.files.pop(path)
        return path

    def is_split(self) -> str:
        """Two files with half of the rows each, or one row in both, with other values."""
        path = self.any_of(*WORK, "directory/", least=2)
        rows = self.files[path]
        folder, name = path.rsplit("/", 1)
        other = rows[len(rows) // 2 :]
        self.files[path] = rows[: len(rows) // 2]
        if path.startswith(WORK):
            again = copy.deepcopy(self.chance.choice(rows))
            self._alter(path, again)
            other.append(again)
        self.files[f"{folder}/{self.chance.choice('abxyz')}{name}"] = other
        return path

    def is_emptied(self) -> str:
        path = self.any_of(*WORK, "directory/context")
        self.files[path] = []
        return path

    def holds_a_bad_row(self) -> str:
        path = self.any_of("litellm", "kiro", "focus", "directory/people", least=3)
        row = self.chance.choice(self.files[path])
        for key, value in (("prompt_tokens", -1), ("Total_Messages", "-1"), ("BilledCost", "x"), ("fte", "0")):
            if key in row:
                row[key] = value
        return path

    def comes_of_an_unknown_stream(self) -> str:
        path = f"acme/clicks/{self.chance.choice(DAYS) + timedelta(days=60)}/page.jsonl"
        self.files[path] = [{"id": 1}]
        return path

    def person_changes(self) -> str:
        path = self.any_of("directory/people")
        rows = self.files[path]
        row = self.chance.choice(rows)
        day = str(self.chance.choice(DAYS))
        change = self.chance.choice(
            ["team", "team", "center", "left", "stays", "joined", "part", "contractor", "absent"]
        )
        if change == "absent" and len(rows) > LEAST_PEOPLE:
            rows.remove(row)
        else:
            row |= {
                "team": {"team_id": self.chance.choice([*TEAMS, ""])}, "center": {"cost_center": f"cc-{day}"},
                "left": {"end_date": day}, "stays": {"end_date": ""}, "joined": {"start_date": day},
                "part": {"fte": "0.5"}, "contractor": {"employment_type": "contractor"},
            }.get(change, {})  # fmt: skip
        return f"{path} {row['person_id']} {change} {day}"

    def snapshot_moves(self) -> str:
        """The same snapshot, of another day: all its boundaries move."""
        path = self.any_of("directory/")
        source, stream, day, name = path.split("/")
        moved = date.fromisoformat(day) + timedelta(days=self.chance.randrange(-6, 7))
        if f"{source}/{stream}/{moved}/{name}" in self.files:
            return "nothing"
        self.files[f"{source}/{stream}/{moved}/{name}"] = self.files.pop(path)
        return f"{path} to {moved}"

    def snapshot_follows(self) -> str:
        """A newer snapshot, changed in something; of circumstances perhaps one without any."""
        stream = self.chance.choice(["people", "identities", "teams", "context"])
        day = max(path.split("/")[2] for path in self.files if path.startswith(f"directory/{stream}/"))
        of_day = [path for path in sorted(self.files) if path.startswith(f"directory/{stream}/{day}/")]
        rows = [copy.deepcopy(row) for path in of_day for row in self.files[path]]
        later = date.fromisoformat(day) + timedelta(days=self.chance.randrange(1, 9))
        path = f"directory/{stream}/{later}/{stream}.csv"
        self.files[path] = [] if stream == "context" and self.chance.random() < 0.5 else rows
        return path

    def id_changes_hands(self) -> str:
        path = self.any_of("directory/identities", least=2)
        row = self.chance.choice(self.files[path])
        day = self.chance.choice(DAYS)
        change = self.chance.choice(["handed", "claimed twice", "begins", "ends", "handed on a day"])
        if change == "claimed twice":
            self.files[path].append({**row, "person_id": self.chance.choice(PEOPLE)})
        elif change == "handed on a day":
            heir = {**row, "person_id": self.chance.choice(PEOPLE), "valid_from": str(day + timedelta(days=1))}
            row["valid_to"] = str(day)
            self.files[path].append(heir)
        else:
            row |= {
                "handed": {"person_id": self.chance.choice(PEOPLE)}, "begins": {"valid_from": str(day)},
                "ends": {"valid_to": str(day)},
            }[change]  # fmt: skip
        return f"{path} {row['external_id']} {change} {day}"

    def team_changes(self) -> str:
        path = self.any_of("directory/teams", least=1)
        row = self.chance.choice(self.files[path])
        row |= self.chance.choice([{"team_name": "Renamed"}, {"cost_center": "cc-new"}, {"team_id": "theirs"}])
        return path

    def circumstance_changes(self) -> str:
        path = self.any_of("directory/context")
        rows = self.files[path]
        if rows and self.chance.random() < 0.5:
            rows.pop(self.chance.randrange(len(rows)))
        else:
            rows.append(self._circumstance())
        return path

    def _alter(self, path: str, row: Row) -> None:
        """Other numbers for the same thing."""
        number = self.chance.randrange(1, 900)
        if path.startswith("litellm"):
            row["prompt_tokens"] = number
        elif path.startswith("anthropic"):
            row["model_breakdown"][0]["tokens"]["input"] = number
            row["core_metrics"]["num_sessions"] = number % 5
        elif path.startswith("kiro"):
            row |= {"Credits_Used": f"{number}.5", "Total_Messages": str(number)}
        elif path.startswith("github/pulls"):
            row |= {"additions": number % 12, "labels": [{"name": "claude-code-assisted"}]}
        elif path.startswith("github"):
            row["items"] = self.chance.choice([[], row["items"], row["items"] * 2])
        elif path.startswith("focus"):
            row |= {"BilledCost": f"{number}.01", "ChargePeriodEnd": row["ChargePeriodEnd"].replace("-15T", "-16T")}


WORK = ("litellm/", "anthropic/", "kiro/", "github/", "focus/")
STEPS: list[Callable[[History], str]] = [
    History.comes_late, History.comes_late, History.is_gone, History.is_restated, History.is_restated,
    History.is_renamed, History.is_split, History.is_emptied, History.holds_a_bad_row,
    History.comes_of_an_unknown_stream, History.person_changes, History.person_changes, History.person_changes,
    History.snapshot_moves, History.snapshot_moves, History.snapshot_follows, History.id_changes_hands,
    History.id_changes_hands, History.team_changes, History.circumstance_changes,
]  # fmt: skip

HEADERS = {
    "directory/people": "person_id email display_name team_id cost_center role_family manager_id employment_type fte"
    " timezone start_date end_date",
    "directory/teams": "team_id team_name parent_team_id cost_center",
    "directory/identities": "person_id source external_id id_kind valid_from valid_to",
    "directory/context": "subject_kind subject_id kind start_date end_date note",
    "kiro/user_report": "Date UserId Client_Type Chat_Conversations Credits_Used ProfileId Total_Messages User_Email"
    " auto_messages",
    "focus/charges": "BilledCost BillingCurrency BillingPeriodStart BillingPeriodEnd ChargePeriodStart ChargePeriodEnd"
    " ChargeCategory ChargeDescription ConsumedQuantity ConsumedUnit InvoiceId InvoiceIssuerName ServiceName"
    " ServiceSubcategory SkuId PrincipalId",
}


def written(path: str, rows: list[Row]) -> bytes:
    """The rows in their stream's own format."""
    if path.endswith(".json"):
        return json.dumps({"data": rows, "has_more": False, "next_page": None}).encode()
    if path.endswith(".jsonl"):
        return "".join(json.dumps(row) + "\n" for row in rows).encode()
    text = io.StringIO()
    table = csv.DictWriter(text, HEADERS["/".join(path.split("/")[:2])].split())
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()


def mail(person: str) -> str:
    return f"{person}@x.example"


def stamp(moment: datetime) -> str:
    return moment.isoformat() + "Z"
