"""The rules that every stream shares, over the loader's own counts.

A gate looks at four views of a stream, limited to the partitions that no gate has passed yet:
`<source>__<stream>` its rows, `…__files` its files with what became of their rows, `…__quarantine` the rows that were
refused of readable files, `…__history` all its partitions.
"""

from __future__ import annotations

from expectations.rules import GuardedTable, Rule

QUARANTINED_SHARE, QUARANTINED_ROWS = 0.05, 5
REASONS_SHOWN = 5
FILLED_ROWS = 20
VOLUME_LEAST, VOLUME_MOST, VOLUME_WEEKS, VOLUME_DAYS, VOLUME_ROWS = 0.2, 5, 4, 3, 20

_READABLE = Rule(
    name="files_can_be_read",
    title="Every file can be read",
    why="A file that cannot be read at all hides a whole day; what it replaced is gone from the marts too",
    remedy="deliver the named file again, or remove it from the landing zone",
    severity="critical",
    limit="no file",
    # a vendor's own words may name people: they stay in quarantine, and only how the reason begins is shown; names
    # of columns, which the loader has looked at, stand in backticks
    query=r"""
    select
        partition,
        file_name,
        trim(regexp_extract(
            error, '^([^:("''`]|`[A-Za-z_][\w.:-]*`)*(: ([^:("''`]|`[A-Za-z_][\w.:-]*`)*)?'
        )) as problem
    from {batch}
    where error is not null
    """,
    shows=("partition", "file_name", "problem"),
)

_DELIVER_OR_ADAPT = (
    "have the files delivered again, or adapt the stream's columns in orchestration/sources; `assay status` counts all"
    " reasons, and raw/_quarantine holds each row's line"
)


def _reasons(relation: str) -> str:
    """Why rows were refused, the commonest first. A reason names columns and bounds, and holds nothing of a row."""
    return f"""
        select concat(
            count(*), ' x ', reason, ' (', min_by(file_name, (file_name, line_number)), ', line ',
            min_by(line_number, (file_name, line_number)), if(count(*) > 1, ' …)', ')')
        ) as refused
        from {relation}
        group by reason
        order by count(*) desc, reason
    """


def _few(quarantine: str) -> Rule:
    """Counts come from the files, the reasons from the view of what was refused of them."""
    return Rule(
        name="few_rows_are_quarantined",
        title="Few rows are quarantined",
        why="Single bad lines are a fact of life; more of them mean that the vendor changed something",
        remedy=_DELIVER_OR_ADAPT,
        severity="critical",
        limit=f"at most {QUARANTINED_SHARE:.0%} of the rows of readable files, or under {QUARANTINED_ROWS} of them",
        query=f"""
        select
            rows_quarantined,
            rows_read,
            (select array_to_string(list(refused), '; ') from ({_reasons(quarantine)} limit {REASONS_SHOWN}))
                as refused
        from (
            select
                sum(rows_quarantined) as rows_quarantined,
                sum(rows_read) as rows_read,
                sum(rows_loaded) as rows_loaded
            from {{batch}}
            where error is null
        )
        where
            rows_quarantined > {QUARANTINED_SHARE} * rows_read
            and (rows_quarantined >= {QUARANTINED_ROWS} or rows_loaded = 0)
        """,
        shows=("rows_quarantined", "rows_read", "refused"),
    )


_NONE_REFUSED = Rule(
    name="no_row_is_quarantined",
    title="No row is quarantined",
    why="Each one is missing from the marts until somebody looks",
    remedy=_DELIVER_OR_ADAPT,
    severity="warning",
    limit="no row",
    query=_reasons("{batch}"),
    shows=("refused",),
)

_PAGES = Rule(
    name="pages_come_to_an_end",
    title="The pages of a partition come to an end",
    why="A page that says that another one follows is a part; taken for the whole, everybody on the others is idle",
    remedy="fetch the pages that follow, until one says that none does, and land them beside the first",
    severity="warning",
    limit="a page in each partition that says that nothing follows",
    query="select partition, count(is_partial) as files from {batch} group by partition having bool_and(is_partial)",
    shows=("partition", "files"),
)

_COLUMNS = Rule(
    name="columns_are_known",
    title="No file has columns that are not read",
    why="A vendor's new field may be worth reading, and a renamed one is missing under its old name",
    remedy="add the column to the stream's declaration, or tell the vendor",
    severity="warning",
    limit="no column",
    query="select partition, file_name, extra_columns from {batch} where extra_columns is not null",
    shows=("partition", "file_name", "extra_columns"),
)


def _filled(columns: tuple[str, ...]) -> Rule:
    """A JSON reader sees only the fields it knows, so a renamed one shows by being missing in every row."""
    counts = ", ".join(f'count({column}) as "{column}"' for column in columns)
    empty = ", ".join(f'if("{column}" = 0, alias("{column}"), null)' for column in columns)
    return Rule(
        name="important_fields_are_filled",
        title="No important field is missing in all rows of a partition",
        why="A field the vendor renamed is dropped unseen, and every row without it is lawful",
        remedy="look at a landed file for the field's new name, and have the stream read it",
        severity="warning",
        limit=f"{', '.join(columns)} somewhere in each partition of {FILLED_ROWS} rows or more",
        query=(
            f"select * from (select partition, rows, concat_ws(', ', {empty}) as missing from"
            f" (select partition, count(*) as rows, {counts} from {{batch}} group by partition)"
            f" where rows >= {FILLED_ROWS}) where missing != ''"
        ),
        shows=("partition", "rows", "missing"),
    )


_VOLUME = Rule(
    name="volume_is_usual",
    title="A day has about as many rows as the same weekday before",
    why="A delivery that was cut, or came twice under other ids, reads well and is still wrong; weekdays differ",
    remedy="compare the day with the vendor's own console; a holiday explains a small one",
    severity="warning",
    limit=f"{VOLUME_LEAST} to {VOLUME_MOST} times the median of that weekday in the {VOLUME_WEEKS} weeks before,"
    f" where it has {VOLUME_DAYS} days or more; under {VOLUME_ROWS} rows nothing is usual",
    query=f"""
    with days as (
        select try_cast(partition as date) as day, rows, is_changed from {{batch}}
    )
    select cast(days.day as varchar) as partition, any_value(days.rows) as rows, median(before.rows) as usual
    from days
    inner join days as before
        on before.day < days.day
        and before.day >= days.day - {7 * VOLUME_WEEKS}
        and dayofweek(before.day) = dayofweek(days.day)
    where days.is_changed
    group by days.day
    having
        count(*) >= {VOLUME_DAYS}
        and greatest(any_value(days.rows), median(before.rows)) >= {VOLUME_ROWS}
        and not (
            any_value(days.rows) between {VOLUME_LEAST} * median(before.rows)
            and {VOLUME_MOST} * median(before.rows)
        )
    """,
    shows=("partition", "rows", "usual"),
)


def share(condition: str, most: float, of: str = "select * from {batch}", counted: str = "rows") -> str:
    """The query of a rule: no more than `most` of the rows that `of` selects may meet the condition.

    It has the columns `odd`, how many do, and `counted`, how many there are.
    """
    return (
        f"select * from (select count(*) as {counted}, count(*) filter (where {condition}) as odd from ({of}))"
        f" where odd > {most:.3f} * {counted}"
    )


def stream(
    source: str,
    name: str,
    *rules: Rule,
    history: tuple[Rule, ...] = (_VOLUME,),
    filled: tuple[str, ...] | None = None,
) -> tuple[GuardedTable, ...]:
    """The guarded views of one stream: the rules all streams share, and its own `rules` on its rows.

    Args:
        history: rules on its partitions; none where a partition says nothing of a usual volume.
        filled: of a stream that is delivered as JSON, the fields that may be missing in a row, but not in all of them.
    """
    asset, view = (source, name), f"{source}__{name}"
    tables = (
        GuardedTable(
            f"{view}__files",
            asset,
            (_READABLE, _few(f"{view}__quarantine"), _PAGES if filled is not None else _COLUMNS),
        ),
        GuardedTable(f"{view}__quarantine", asset, (_NONE_REFUSED,)),
        GuardedTable(f"{view}__history", asset, history),
        GuardedTable(view, asset, (_filled(filled), *rules) if filled else rules),
    )
    return tuple(table for table in tables if table.rules)
