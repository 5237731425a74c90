"""What people merge, as GitHub's API shows it: pull requests with their reviews, commits and files."""

from __future__ import annotations

import json

import numpy as np

from orchestration.sql import literal
from seeds.simulation.files import Files
from seeds.simulation.world import World
from seeds.simulation.world.company import Company
from seeds.simulation.world.delivery import AGENT, AREAS, BOT, CLAUDE_APP, TRAILERS, Pulls
from seeds.simulation.world.names import github_user_id, login

OWNER = "simulated-company"
_MACHINES = {
    BOT: ("dependabot[bot]", "Bot"),
    AGENT: ("copilot-swe-agent[bot]", "Bot"),
    CLAUDE_APP: ("claude[bot]", "Bot"),
}
_DAY_S = 86_400


def land(files: Files, world: World) -> None:
    """`github/{pulls,pull_reviews,pull_commits,pull_files}`: a file a day of `updated_at` and stream.

    A pull that was looked at while open, and changed on a later day, lies in both days' files. Labels that come after
    the merge move `updated_at` too. `pull_*` hold what there was at their pull's `updated_at`.
    """
    rng, company, pulls = world.rng["delivery"], world.company, world.pulls
    n, end = len(pulls.author), company.days * _DAY_S
    numbers = np.bincount(pulls.repository, minlength=1)
    order = np.lexsort((np.arange(n), pulls.repository))
    number = np.empty(n, int)
    number[order] = np.arange(n) - np.repeat(np.cumsum(numbers) - numbers, numbers) + 1

    is_open = pulls.closed_at >= end
    resting = np.where(
        is_open, np.minimum(pulls.created_at + rng.uniform(600, 5 * _DAY_S, n), end - 1), pulls.closed_at
    )
    relabelled_at = resting + rng.uniform(3_600, 3 * _DAY_S, n)
    is_relabelled = pulls.is_merged & (rng.random(n) < 0.08) & (relabelled_at < end)
    updated_at = np.where(is_relabelled, relabelled_at, resting)
    looked_at = pulls.created_at + rng.uniform(300, 7_200, n)
    is_seen_early = (rng.random(n) < 0.4) & (looked_at < resting) & (looked_at // _DAY_S < updated_at // _DAY_S)

    commits = np.minimum(1 + rng.poisson(1 + np.log1p(pulls.lines) / 3), 30)
    commits = np.where(pulls.author == BOT, 1, commits)
    added, deleted, changed = _draw_files(files, rng, pulls)
    _draw_reviews(files, rng, company, pulls, resting)
    _draw_commits(files, rng, pulls, commits, resting)
    whole = {name: c.astype(np.int64) if c.dtype.kind == "f" else c for name, c in vars(pulls).items()}
    files.table(
        "pulls",
        i=np.arange(n),
        number=number,
        reverted_number=np.where(pulls.reverts >= 0, number[pulls.reverts], 0),
        commits=commits,
        added=added,
        deleted=deleted,
        changed=changed,
        is_open=is_open,
        is_relabelled=is_relabelled,
        is_draft=is_open & (rng.random(n) < 0.25),
        updated_at=updated_at.astype(np.int64),
        looked_at=looked_at.astype(np.int64),
        is_seen_early=is_seen_early,
        **whole,
    )
    start = f"timestamp {literal(company.start)}"
    # versions: as it stood when looked at early, and as it stands now
    files.connection.execute(f"""
        create or replace temp table versions as
        select *, {start} + to_seconds(seen_at) as seen, strftime(seen, '%Y-%m-%d') as partition,
            {literal(f"{OWNER}/service-")} || lpad((repository + 1)::varchar, 3, '0') as full_name
        from (
            select *, updated_at as seen_at, is_open as open_then, is_relabelled as has_label from pulls
            union all
            select *, looked_at, true, false from pulls where is_seen_early
        )
        order by seen, i
    """)
    _land_pulls(files, start)
    _land_items(
        files,
        "pull_reviews",
        f"""'{{"id":' || 5000000000 + i * 100 + place || ',"user":' || {_user("reviewer")} || ',"state":"' || state
            || '","submitted_at":"' || {_moment(start, "at_s")} || '"}}'""",
        "reviews",
    )
    _land_items(
        files,
        "pull_commits",
        f"""'{{"sha":"' || {_commit_sha("i", "place")} || '","commit":{{"committer":{{"date":"'
            || {_moment(start, "at_s")}
            || '"}},"message":"' || message || '"}},"author":' || {_user("author")} || '}}'""",
        "commits",
    )
    _land_items(
        files,
        "pull_files",
        """'{"filename":"' || filename || '","status":"' || status || '","additions":' || additions
            || ',"deletions":' || deletions || '}'""",
        "changed_files",
    )


def _spread(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For every pull so many rows: the pull, and the row's place within it."""
    of = np.repeat(np.arange(len(counts)), counts)
    return of, np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)


def _draw_files(files: Files, rng: np.random.Generator, pulls: Pulls) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Register `changed_files`; return what GitHub sums up of them: lines added, lines deleted, files."""
    counts = np.minimum(pulls.files, pulls.lines) + pulls.has_generated
    of, place = _spread(counts)
    is_generated = pulls.has_generated[of] & (place == 0)
    own = np.maximum(counts - pulls.has_generated, 1)[of]
    nth = place - pulls.has_generated[of]
    lines = pulls.lines[of] // own + (nth < pulls.lines[of] % own)
    lines = np.where(is_generated, rng.lognormal(np.log(300), 1.2, len(of)).astype(int) + 1, lines)
    additions = np.round(lines * rng.beta(3, 1.4, len(of))).astype(int)
    is_lock = pulls.author[of] == BOT
    module = rng.integers(1, 40, len(of)) + nth * 40  # no file stands twice on one pull
    kind = np.where(is_generated, np.where(is_lock | (of % 2 == 0), 3, 4), rng.choice(3, len(of), p=(0.66, 0.26, 0.08)))
    kind = np.where(is_lock & ~is_generated, 5, kind)
    kind = np.where((pulls.content[of] >= 0) & ~is_generated, pulls.content[of], kind)
    files.table(
        "changed_file_rows",
        i=of,
        place=place,
        at_s=np.full(len(of), -(10**9)),
        area=np.array(AREAS)[pulls.area[of]],
        kind=kind,
        module=module,
        additions=additions,
        deletions=lines - additions,
        is_new=rng.random(len(of)) < 0.12,
    )
    files.connection.execute("""
        create or replace temp table changed_files as
        select * exclude (kind, module, area),
            case kind
                when 0 then 'src/' || area || '/module_' || module || '.py'
                when 1 then 'tests/' || area || '/test_module_' || module || '.py'
                when 2 then 'docs/' || area || '_' || module || '.md'
                when 3 then 'package-lock.json'
                when 4 then 'src/' || area || '/generated/schema_pb2.py'
                else 'package.json'
            end as filename,
            case when is_new and kind < 3 then 'added' else 'modified' end as status
        from changed_file_rows
    """)
    n = len(counts)
    sums = [np.bincount(of, weight, n).astype(np.int64) for weight in (additions, lines - additions)]
    return sums[0], sums[1], counts


def _draw_reviews(files: Files, rng: np.random.Generator, company: Company, pulls: Pulls, resting: np.ndarray) -> None:
    """Register `reviews`: colleagues in turn, the helper first; one pull in ten hears from an app as well."""
    of, place = _spread(pulls.reviews + (rng.random(len(pulls.reviews)) < 0.1))
    size = company.team_sizes[pulls.team][of]
    head = (np.cumsum(company.team_sizes) - company.team_sizes)[pulls.team][of]
    reviewer = np.where(place < pulls.reviews[of], head + (pulls.helper[of] - head + place) % size, CLAUDE_APP)
    part = (place + rng.uniform(0.2, 0.9, len(of))) / (pulls.reviews[of] + 1)
    at = pulls.created_at[of] + (resting[of] - pulls.created_at[of]) * np.minimum(part, 0.98)
    is_last = place == pulls.reviews[of] - 1
    state = np.where(is_last, "APPROVED", np.array(["COMMENTED", "CHANGES_REQUESTED"])[(rng.random(len(of)) < 0.3) * 1])
    state = np.where((reviewer == CLAUDE_APP) | (is_last & ~pulls.is_merged[of]), "COMMENTED", state)
    kept = (reviewer != pulls.author[of]) & ((place < size) | (reviewer == CLAUDE_APP))
    kept &= (reviewer < 0) | (np.append(company.first_day, 0)[reviewer] * _DAY_S <= at)
    files.table(
        "reviews",
        i=of[kept],
        place=place[kept],
        reviewer=reviewer[kept],
        at_s=at[kept].astype(np.int64),
        state=state[kept],
    )


def _draw_commits(
    files: Files, rng: np.random.Generator, pulls: Pulls, commits: np.ndarray, resting: np.ndarray
) -> None:
    """Register `commits`: the first before the pull, the last before it rests. Of messages only trailers remain.

    Not every commit of an assisted pull says so (a squash message alone misses a third), but the first one does.
    """
    of, place = _spread(commits)
    begin = pulls.created_at[of] - np.where(pulls.author[of] < 0, 60, rng.uniform(0, 2 * _DAY_S, len(commits))[of])
    end = np.minimum(resting, pulls.created_at + 4 * _DAY_S)[of]
    at = np.where(place == 0, begin, begin + (end - begin) * (place + rng.random(len(of)) * 0.9) / commits[of])
    says = (place == 0) | (rng.random(len(of)) < 0.7)
    files.table(
        "commits",
        i=of,
        place=place,
        at_s=at.astype(np.int64),
        author=pulls.author[of],
        message=np.where(says, np.array(TRAILERS)[pulls.trailer[of]], ""),
    )


def _land_pulls(files: Files, start: str) -> None:
    merged, closed = "(is_merged and not open_then)", "not open_then"
    files.land(
        "github",
        "pulls",
        f"""
        select
            partition || {literal(f"/{OWNER}.jsonl.gz")} as file,
            '{{"id":' || 7000000000 + i || ',"number":' || number
            || ',"html_url":"https://github.com/' || full_name || '/pull/' || number
            || '","state":"' || case when {closed} then 'closed' else 'open' end
            || '","draft":' || (is_draft and open_then)
            || ',"title":"' || case when reverts >= 0
                then 'Revert \\"Simulated change ' || reverts + 1 || ' (#' || reverted_number || ')\\"'
                else 'Simulated change ' || i + 1 end
            || '","body":' || case
                when reverts >= 0 and i % 2 = 0 then '"Reverts ' || full_name || '#' || reverted_number || '"'
                when reverts >= 0 then '"This reverts commit ' || {_merge_sha("reverts")} || '."'
                when trailer = 1 and i % 3 = 0 then '"Generated with [Claude Code]"'
                else 'null' end
            || ',"user":' || {_user("author")}
            || ',"created_at":"' || {_moment(start, "created_at")}
            || '","updated_at":"' || {_moment(start, "seen_at")}
            || '","closed_at":' || case when {closed} then '"' || {_moment(start, "closed_at")} || '"' else 'null' end
            || ',"merged_at":' || case when {merged} then '"' || {_moment(start, "closed_at")} || '"' else 'null' end
            || ',"merged":' || {merged}
            || ',"merged_by":' || case when {merged}
                then {_user("case when is_self_merged then author else helper end")} else 'null' end
            -- of an open pull GitHub shows the commit of a test merge
            || ',"merge_commit_sha":' || case when {merged} then '"' || {_merge_sha("i")} || '"'
                when open_then then '"' || sha1('simulated test merge ' || i) || '"' else 'null' end
            || ',"head":{{"ref":"change-' || i + 1 || '","sha":"' || {_commit_sha("i", "commits - 1")}
            || '"}},"base":{{"ref":"main","repo":{{"full_name":"' || full_name || '"}}}}'
            || ',"labels":[' || concat_ws(',',
                case when has_label then '{{"name":"released"}}' end,
                case when has_label and (trailer > 0 or i % 4 = 0) then '{{"name":"claude-code-assisted"}}' end,
                case when author = {BOT} then '{{"name":"dependencies"}}' end)
            || '],"additions":' || added || ',"deletions":' || deleted || ',"changed_files":' || changed
            || ',"commits":' || commits || '}}' || chr(10) as text
        from versions
        order by seen, i
        """,
    )


def _land_items(files: Files, stream: str, item: str, table: str) -> None:
    """One line a version of a pull, with the items there were by then."""
    files.land(
        "github",
        stream,
        f"""
        with items as (select i, at_s, place, {item} as item from {table})
        select
            any_value(partition) || {literal(f"/{OWNER}.jsonl.gz")} as file,
            '{{"repo":"' || any_value(full_name) || '","number":' || any_value(number) || ',"items":['
            || coalesce(string_agg(item, ',' order by place), '') || ']}}' || chr(10) as text
        from versions
        left join items on versions.i = items.i and items.at_s <= versions.seen_at
        group by versions.i, seen
        order by seen, versions.i
        """,
    )


def _user(index: str) -> str:
    """SQL: a GitHub user object."""
    users = {i: {"login": name, "id": 49699333 - i, "type": kind} for i, (name, kind) in _MACHINES.items()}
    machines = " ".join(
        f"when {index} = {i} then {literal(json.dumps(user, separators=(',', ':')))}" for i, user in users.items()
    )
    return (
        f'case {machines} else \'{{"login":"\' || {login(f"({index})")} || \'","id":\''
        f' || {github_user_id(f"({index})")} || \',"type":"User"}}\' end'
    )


def _moment(start: str, seconds: str) -> str:
    return f"strftime({start} + to_seconds({seconds}), '%Y-%m-%dT%H:%M:%SZ')"


def _commit_sha(pull: str, place: str) -> str:
    return f"sha1('simulated commit ' || {pull} || '-' || {place})"


def _merge_sha(pull: str) -> str:
    return f"sha1('simulated merge ' || {pull})"
