"""`assay`: a thin door to the same jobs Dagster runs."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import duckdb
import typer

from orchestration import accesses, exporting, fetching, forgetting, interrupt, publish, serving, simulating
from orchestration import home as homes
from orchestration import report as pages
from orchestration.clock import utc_now
from orchestration.periods import first_day
from orchestration.runs import running
from orchestration.settings import Settings, load_settings, unknown_variables
from orchestration.terminal import console, evaluated, forgotten, known, summary
from orchestration.terminal import review as cases
from orchestration.terminal import status as state
from orchestration.warehouse import damage

PUBLISHED, REFUSED, WRONG_USE, HELD = 0, 1, 2, 3

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Tells a company what its AI spend buys. Landing files in, published marts out.",
)
_say = console.console(stderr=True)
_out = console.console(width=max(110, shutil.get_terminal_size().columns))

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="The folder of this Assay; else ASSAY_HOME, or .assay.")
]
_FROM = "First UTC day; default: where a source's last fetch stopped, at its first the last 90 days; of a bucket all."
_DAY = {"formats": ["%Y-%m-%d"], "metavar": "DATE"}
_MOMENT = {"formats": ["%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M", "%Y-%m-%d"], "metavar": "TIME"}
Number = TypeVar("Number", int, float)


@app.command()
def build(
    home: HomeOption = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(help="The day the marts take for today; default: the newest day of usage or pulls.", **_DAY),
    ] = None,
    publish_empty: Annotated[
        bool, typer.Option("--publish-empty", help="Publish tables without rows where readers have some.")
    ] = False,
) -> None:
    """Load what is new or changed, check it, rebuild what it touches, and publish.

    Exit: 0 published, 1 a blocking check failed and nothing was published, 2 wrong use, or a home that is unusable or
    has no landing zone, 3 another build holds the home, 130 or 143 interrupted.
    """
    settings = _settings(home)
    if missing := homes.nothing_landed(settings):
        _leave(WRONG_USE, missing)
    try:
        homes.prepare(settings)
        with homes.held(settings), _interruptible(settings):
            damage.check_warehouse(settings, _progress)
            day = as_of.date().isoformat() if as_of else ""
            try:
                config = {
                    "warehouse": {"config": {"as_of": day}},
                    "published": {"config": {"publish_empty": publish_empty}},
                }
                outcome = running.run(settings, "build", config, _progress)
            except Exception:
                homes.prepare(settings)  # Dagster's own storage breaks in many ways on a disk that filled up
                raise
            if not outcome.is_success:
                homes.prepare(settings)
    except homes.HomeHeldError as error:
        _leave(HELD, str(error))
    except homes.HomeError as error:
        _leave(WRONG_USE, str(error))
    except damage.WarehouseError as error:
        _leave(REFUSED if error.is_held else WRONG_USE, str(error))
    except OSError as error:
        _leave(WRONG_USE, homes.explain(error, settings.home))
    if not outcome.is_success:
        if any(running.NO_SPACE in error for error in outcome.errors):
            _leave(WRONG_USE, homes.disk_is_full(settings.home))
        for said in (*outcome.errors, *(check.message for check in outcome.failed_checks)):
            if damaged := damage.explain(said, settings):
                _leave(WRONG_USE, damaged)
        summary.refused(_say, settings, outcome)
        raise typer.Exit(REFUSED)
    summary.published(_out, settings, outcome)


@app.command()
def status(
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same, for a program.")] = False,
) -> None:
    """Say what is loaded, missing, restated and quarantined, how the last build went, and what is published."""
    settings = _settings(home)
    try:
        found = state.status(settings)
    except homes.HomeError as error:
        _leave(WRONG_USE, str(error))
    except duckdb.Error as error:
        _leave(WRONG_USE, damage.explain(str(error), settings) or str(error))
    if as_json:
        console.write(json.dumps(found, indent=1, default=str))
    else:
        state.print_status(_out, found)


@app.command("publish")
def published(
    home: HomeOption = None,
    is_list: Annotated[bool, typer.Option("--list", help="Name the versions that can be read.")] = False,
    version: Annotated[
        str | None, typer.Option("--rollback", metavar="VERSION", help="Let readers see this version again.")
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="postgres", help="Load what is published into ASSAY_POSTGRES_DSN now.")
    ] = None,
) -> None:
    """List what was published, go back to it, or load it into PostgreSQL; `assay build` publishes anew.

    Where ASSAY_POSTGRES_DSN is set, readers of the database go back too.

    Exit: 0 done, 1 PostgreSQL did not take it, 2 wrong use or no such version, 3 another build holds the home.
    """
    settings = _settings(home)
    if [is_list, version is not None, to is not None].count(True) != 1 or to not in (None, "postgres"):
        _leave(WRONG_USE, "say --list, --rollback VERSION or --to postgres")
    if to and settings.postgres_dsn is None:
        _leave(WRONG_USE, "no database is named; set ASSAY_POSTGRES_DSN to postgresql://user:password@host/database")
    try:
        if not is_list:
            with homes.held(settings):
                if version is not None:
                    publish.roll_back(settings, version)
                if settings.postgres_dsn:
                    _say.print(serving.serve(settings, _progress))
    except homes.HomeHeldError as error:
        _leave(HELD, str(error))
    except homes.HomeError as error:
        _leave(WRONG_USE, str(error))
    except serving.ServingError as error:
        _leave(REFUSED, str(error))
    except KeyError:
        _leave(WRONG_USE, f"there is no version {version}; `assay publish --list` names those that can be read")
    for name, is_current in publish.versions(settings).items():
        console.write(f"{name}{' current' if is_current else ''}")


@app.command()
def simulate(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Gets `landing/` and `truth.csv`.")],
    people: Annotated[int, typer.Option(help="Employees of the simulated company.")] = 600,
    weeks: Annotated[int, typer.Option(help="Weeks of usage.")] = 16,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    gaming_share: Annotated[float, typer.Option(help="Share of people who game, 0 to 0.5.")] = 0.02,
) -> None:
    """Write a simulated company in vendor formats, with the truth about who games beside it."""
    try:
        simulating.simulate(directory, people, weeks, seed, gaming_share, _progress)
    except (ValueError, OSError) as error:
        _leave(WRONG_USE, str(error))
    _say.print(f"a simulated company of {people} people and {weeks} weeks lies in {directory}")


@app.command()
def evaluate(
    people: Annotated[int, typer.Option(help="Employees of each company.")] = 300,
    weeks: Annotated[int, typer.Option(help="Weeks of each company.")] = 16,
    seeds: Annotated[str, typer.Option(help="A company for each, commas between.")] = "1,2,3",
    prevalence: Annotated[str, typer.Option(help="Shares of people who game, 0 to 0.5, commas between.")] = (
        "0.01,0.02,0.05,0.1"
    ),
    kept: Annotated[
        Path | None, typer.Option("--home", help="Keeps the companies there, and goes on with them next time.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same, for a program.")] = False,
) -> None:
    """Simulate companies, build them, and say how well their gamers are found: of every number how many it is of.

    Exit: 0 measured, 1 a company could not be built, 2 wrong use.
    """
    from orchestration import evaluation

    try:
        wanted = evaluation.drawn(people, weeks, _numbers(int, seeds), _numbers(float, prevalence))
        with interrupt.at_last(lambda: interrupt.say("interrupted; with --home, run it again to go on")):
            found = evaluation.evaluate(_settings(None), wanted, kept, _progress)
    except evaluation.EvaluationError as error:
        _leave(REFUSED, str(error))
    except homes.HomeHeldError as error:
        _leave(HELD, str(error))
    except (homes.HomeError, ValueError, OSError) as error:
        _leave(WRONG_USE, str(error))
    if as_json:
        console.write(json.dumps(found, indent=1, default=str))
    else:
        evaluated.print_measures(_out, found)


def _numbers(kind: type[Number], told: str) -> list[Number]:
    """Numbers with commas between.

    Raises:
        ValueError: something between two commas is no such number.
    """
    try:
        return [kind(number) for number in told.split(",")]
    except ValueError:
        raise ValueError(f"{told!r} is no list of numbers with commas between") from None


@app.command()
def fetch(
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]…", help="Default: all of them.")] = None,
    start: Annotated[datetime | None, typer.Option("--from", help=_FROM, **_DAY)] = None,
    end: Annotated[datetime | None, typer.Option("--to", help="Last UTC day; default: today.", **_DAY)] = None,
    home: HomeOption = None,
    is_list: Annotated[bool, typer.Option("--list", help="Name every stream, and what each source asks for.")] = (
        False
    ),
) -> None:
    """Land what the APIs and buckets of sources with credentials have; one without is named and left out.

    Exit: 0 all landed, 1 a source failed and the others landed, 2 wrong use or an unusable home.
    """
    from orchestration.defs import fetched

    settings = _settings(home)
    if is_list:
        try:
            known.print_known(_out)
        except ValueError as error:
            _leave(WRONG_USE, str(error))
        return
    first, last = (day.date() if day else None for day in (start, end))
    try:
        found = fetching.chosen(settings, sources or (), first, last)
    except ValueError as error:
        _leave(WRONG_USE, str(error))
    if bare := [connector for connector in found.values() if sources and not connector.is_configured]:
        _leave(WRONG_USE, "\n".join(f"{c.source} cannot be fetched without {c.credential}; set it" for c in bare))
    window = {"config": {"start": str(first or ""), "end": str(last or "")}}
    try:
        homes.prepare(settings)
        with interrupt.at_last(lambda: interrupt.say("interrupted; what has landed stays, run it again to go on")):
            config = {fetched.step(source): window for source in found}
            outcome = running.run(settings, "fetch", config, _progress, [fetched.asset_key(source) for source in found])
    except homes.HomeError as error:
        _leave(WRONG_USE, str(error))
    for error in outcome.errors:
        console.say(_say, "red", "failed", error)
    raise typer.Exit(PUBLISHED if outcome.is_success else REFUSED)


@app.command()
def review(
    case: Annotated[str | None, typer.Argument(metavar="[CASE]", help="A case's id, or how it begins.")] = None,
    is_list: Annotated[bool, typer.Option("--list", help="The cases of this week's alert budget.")] = False,
    decision: Annotated[str | None, typer.Option(help="confirmed, benign or appealed.")] = None,
    reason: Annotated[str | None, typer.Option(help="Of the decision's closed list; without one it is shown.")] = None,
    role: Annotated[str, typer.Option(help="In what role it was decided.")] = "reviewer",
    on: Annotated[datetime | None, typer.Option(help="When it was decided; default: today.", **_DAY)] = None,
    is_log: Annotated[bool, typer.Option("--log", help="Who looked at the queue or a case by this command.")] = False,
    home: HomeOption = None,
) -> None:
    """Show reviewers what waits, or one case, and land what they decide. The next build takes it in. Looks are noted.

    Exit: 0, or 2 where there is no such case, reason or copy, or the copy is not for this account.
    """
    settings = _settings(home)
    if [is_list, is_log, case is not None].count(True) != 1 or (case is None and (decision or reason)):
        _leave(WRONG_USE, "name a case, or ask for --list, or for --log")
    if reason and not decision:
        _leave(WRONG_USE, "a reason belongs to a --decision")
    today = utc_now().date()
    try:
        if is_log:
            cases.print_log(_out, settings)
        elif case is None:
            cases.print_queue(_out, settings)
        elif decision is None:
            cases.print_case(_out, settings, case)
        else:
            day = on.date() if on else today
            case_id = cases.decide(settings, case, decision, reason or "", role, day, today)
            _say.print(f"{case_id} is {decision} from the next `assay build` on")
    except ValueError as error:
        _leave(WRONG_USE, str(error))
    except OSError as error:
        _leave(WRONG_USE, homes.explain(error, settings.home))


@app.command()
def forget(
    person: Annotated[
        str | None, typer.Argument(metavar="[PERSON]", help="A person_id, an address, or an id of theirs at a vendor.")
    ] = None,
    is_dry: Annotated[bool, typer.Option("--dry-run", help="Only say what names them, and where.")] = False,
    is_sure: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    is_going_on: Annotated[bool, typer.Option("--go-on", help="Finish one that broke off.")] = False,
    home: HomeOption = None,
) -> None:
    """Replace all that names a person, in the landing zone and everywhere in the home, by what nothing leads back from;
    build again, compare the totals, and search the whole home for them. What was taken out of the home is not reached.

    Exit: 0 forgotten and proven, 1 something still names them, or a total is another, 2 wrong use, or nobody goes by
    that, 3 a build or a fetch holds the home.
    """
    settings = _settings(home)
    if is_going_on == (person is not None) or (is_going_on and is_dry):
        _leave(WRONG_USE, "name a person, or ask for --go-on")
    if missing := homes.nothing_landed(settings):
        _leave(WRONG_USE, missing)
    try:
        homes.prepare(settings)
        with (
            homes.held(settings),
            fetching.none_under_way(settings),
            interrupt.at_last(lambda: interrupt.say("interrupted; `assay forget --go-on` finishes it")),
        ):
            erasure = _erasure(settings, person)
            forgotten.print_plan(_out, erasure)
            if is_dry:
                forgotten.print_places(_out, *forgetting.search(settings, erasure.words, _progress))
                return
            if not (is_sure or is_going_on or forgotten.is_confirmed()):
                _leave(WRONG_USE, "nothing was changed; --yes does it without asking")
            _forget(settings, erasure)
    except homes.HomeHeldError as error:
        _leave(HELD, str(error))
    except (homes.HomeError, forgetting.NobodyError) as error:
        _leave(WRONG_USE, str(error))
    except forgetting.ForgetError as error:
        _leave(REFUSED, str(error))
    except OSError as error:
        _leave(WRONG_USE, homes.explain(error, settings.home))


def _erasure(settings: Settings, person: str | None) -> forgetting.Erasure:
    begun = forgetting.under_way(settings)
    if begun is None and person is None:
        _leave(WRONG_USE, "no erasure broke off; name a person")
    if begun is not None and person is not None and begun.words.of(person) is None:
        _leave(WRONG_USE, "forgetting somebody else broke off; `assay forget --go-on` first")
    return begun or forgetting.plan(settings, person or "")


def _forget(settings: Settings, erasure: forgetting.Erasure) -> None:
    forgetting.rewrite(settings, erasure, _progress)
    config = {"warehouse": {"config": {"as_of": erasure.as_of}}}
    outcome = running.run(settings, "build", config, _progress)
    if not outcome.is_success:
        homes.prepare(settings)
        summary.refused(_say, settings, outcome)
        _leave(REFUSED, "they are out of what is landed; `assay forget --go-on` builds again, and proves it")
    proof = forgetting.prove(settings, erasure, _progress)
    forgotten.print_proof(_out, erasure, proof)
    if not proof.holds:
        raise typer.Exit(REFUSED)


@app.command()
def report(
    out: Annotated[Path | None, typer.Option("--out", help="A folder for them; default: beside the copies.")] = None,
    home: HomeOption = None,
) -> None:
    """Write the pages of what is published again, of each copy that this account may read.

    Exit: 0 written, 2 nothing is published, or nothing that this account may read or write.
    """
    settings = _settings(home)
    version = publish.current_version(settings)
    if version is None:
        _leave(WRONG_USE, f"nothing is published in {settings.home} yet; run `assay build`")
    copies = settings.published / version
    try:
        if os.access(copies / "reviewer.duckdb", os.R_OK):  # noted before it is there to be looked at
            accesses.note(settings, f"the reviewers' page, written to {out or copies}")
        written = pages.write(copies, out or copies, settings.drawing)
    except OSError as error:
        _leave(
            WRONG_USE, f"{error.filename or copies}: {error.strerror or error}; --out names another folder to write to"
        )
    except duckdb.Error as error:
        _leave(WRONG_USE, f"the published copy is of another version of Assay; run `assay build` ({error})")
    if not written:
        _leave(WRONG_USE, f"no copy in {copies} is for this account; ask who runs this home")
    for audience, page in written.items():
        _out.print(f"{page}   for {audience}", soft_wrap=True)


@app.command()
def close(
    period: Annotated[str, typer.Argument(metavar="MONTH", help="The month of use, YYYY-MM.")],
    issuers: Annotated[
        list[str] | None, typer.Option("--issuer", help="Only of this issuer of bills; may be given again.")
    ] = None,
    accept: Annotated[str, typer.Option(help="Why it is closed with open differences, or before its invoice.")] = "",
    is_reopened: Annotated[bool, typer.Option("--reopen", help="Open the closed month again.")] = False,
    reason: Annotated[str, typer.Option(help="Why it is reopened.")] = "",
    home: HomeOption = None,
) -> None:
    """Close a month's books: what is charged back of it stays as it is, and what comes late is a correction in the next
    open month. The next `assay build` shows it.

    Exit: 0 closed or reopened, 1 refused, 2 wrong use or an unusable home, 3 another build holds the home.
    """
    settings = _settings(home)
    if first_day("month", period) is None:
        _leave(WRONG_USE, f"{period!r} is no month; write it as YYYY-MM")
    if (accept and is_reopened) or (reason and not is_reopened):
        _leave(WRONG_USE, "--accept goes with closing, --reason with --reopen")
    if missing := homes.nothing_landed(settings):
        _leave(WRONG_USE, missing)
    config = {
        "period": period,
        "issuers": list(issuers or ()),
        "decided_by": getpass.getuser(),
        "reason": accept or reason,
        "reopen": is_reopened,
    }
    try:
        homes.prepare(settings)
        with (
            homes.held(settings),
            interrupt.at_last(lambda: interrupt.say("interrupted; `assay status` says what is closed")),
        ):
            outcome = running.run(settings, "close", {"close_period": {"config": config}}, _progress)
    except homes.HomeHeldError as error:
        _leave(HELD, str(error))
    except homes.HomeError as error:
        _leave(WRONG_USE, str(error))
    if not outcome.is_success:
        _leave(REFUSED, "\n".join(error.removeprefix("close_period: ") for error in outcome.errors))


@app.command()
def export(
    what: Annotated[
        str,
        typer.Argument(
            metavar="focus|gl|chargeback",
            help="Charges in FOCUS, a month's journal, or a closed month's chargeback as reported and as known now.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The file to write, CSV.")],
    month: Annotated[str, typer.Option(help="The month of the journal or chargeback, YYYY-MM.")] = "",
    known_by: Annotated[
        datetime | None,
        typer.Option(help="The moment (UTC) whose report of the chargeback is wanted; default: the last.", **_MOMENT),
    ] = None,
    version: Annotated[str, typer.Option(help=f"Of FOCUS: {' or '.join(exporting.VERSIONS)}.")] = "1.4",
    home: HomeOption = None,
) -> None:
    """Write a file for other systems out of what was last built.

    Exit: 0 written, 1 there is nothing to write, 2 wrong use, 3 a build holds the home.
    """
    settings = _settings(home)
    if what not in ("focus", "gl", "chargeback"):
        _leave(WRONG_USE, f"{what!r} cannot be exported; focus, gl and chargeback can")
    if what != "focus" and first_day("month", month) is None:
        _leave(WRONG_USE, f"{what} is of one month: --month YYYY-MM, not {month!r}")
    if known_by and what != "chargeback":
        _leave(WRONG_USE, f"{what} is not kept as it was; chargeback --known-by is")
    if version not in exporting.VERSIONS:
        _leave(WRONG_USE, f"FOCUS {version} is not written; {' and '.join(exporting.VERSIONS)} are")
    try:
        if what == "focus":
            written = exporting.focus(settings, version, out)
        elif what == "gl":
            written = exporting.journal(settings, month, out)
        else:
            written = exporting.chargeback(settings, month, known_by or utc_now(), out)
    except exporting.ExportError as error:
        _leave(REFUSED, str(error))
    except OSError as error:
        _leave(WRONG_USE, f"cannot write {out}: {error.strerror or error}; name another file with --out")
    except duckdb.Error as error:
        _leave(HELD if damage.is_held(str(error)) else WRONG_USE, damage.explain(str(error), settings) or str(error))
    _say.print(f"{written:,} lines lie in {out}")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command, in a process of its own."""
    console.settle()
    warnings.simplefilter("ignore")  # PYTHONWARNINGS=error would make errors of what libraries say among themselves
    interrupt.listening(lambda: app(arguments))


def _settings(home: Path | None) -> Settings:
    from orchestration.sources import apis

    for name, meant in unknown_variables(*(api.ApiSettings for api in apis().values())).items():
        console.say(_say, "yellow", "warning", f"{name} is no setting" + (f"; is {meant} meant?" if meant else ""))
    try:
        return load_settings().with_home(home)
    except ValueError as error:
        _leave(WRONG_USE, str(error))


@contextmanager
def _interruptible(settings: Settings) -> Iterator[None]:
    """A build that can be interrupted, and then says what came of it."""
    before = publish.current_version(settings)

    def last_words() -> None:
        now = publish.current_version(settings)
        done = "nothing was published" if now == before else f"{now} had been published"
        interrupt.say(f"interrupted, {done}; run it again")

    with interrupt.at_last(last_words):
        yield


def _leave(code: int, message: str) -> NoReturn:
    for line in message.splitlines():
        console.say(_say, "red", "assay:", line)
    raise typer.Exit(code)


def _progress(message: str) -> None:
    console.say(_say, "dim", "·", message)
