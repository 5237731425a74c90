{#
    What is stale.

    A model that is built piecewise (by day, by week, by charge period) names a view of the versions its pieces should
    have: one row a `piece`, with a `version` that hashes everything the piece is made of. Beside its rows, in the schema
    `state`, lies the version each piece was built from. `stale_pieces` compares the two, once a model, while its SQL is
    compiled; the materialization `piecewise` replaces what it found.

    {{ config(materialized='piecewise', piece='usage_date') }}
    select ... where {{ is_stale('usage_date', ref('int_usage_days_versions')) }}
#}

{#
    {piece: {version, is_built}} of what is stale. A piece without a version is to go, and nothing of it is selected: it
    would stand without a state, and once more beside itself when it has a version again (an as-of date that goes back,
    and forth). One that is not built yet has no rows to replace, and looking for them would cost the more, the longer
    the history.
#}
{% macro stale_pieces(versions) -%}
    {%- set known = graph.setdefault('stale_pieces', {}) -%}
    {%- set key = this | string -%}
    {%- if execute and flags.WHICH in ['build', 'run'] and key not in known -%}
        {%- set built -%}
            {%- if is_rebuilt_whole() -%} (select cast(null as varchar) as piece, cast(null as varchar) as version limit 0)
            {%- else -%} state.{{ this.identifier }}
            {%- endif -%}
        {%- endset -%}
        {%- set found = run_query(
            "select piece, expected.version, built.version is not null as is_built from " ~ versions
            ~ " as expected full join " ~ built
            ~ " as built using (piece) where built.version is distinct from expected.version order by piece"
        ) -%}
        {%- set pieces = {} -%}
        {%- for row in found.rows -%}
            {%- do pieces.update({row[0]: {'version': row[1], 'is_built': row[2]}}) -%}
        {%- endfor -%}
        {%- do known.update({key: pieces}) -%}
    {%- endif -%}
    {{ return(known.get(key, {})) }}
{%- endmacro %}

{# Whether a table is made anew, with the columns and constraints its code gives it. #}
{% macro is_rebuilt_whole() -%}
    {%- set standing = load_relation(this) -%}
    {{ return(flags.FULL_REFRESH or standing is none or standing.type != 'table') }}
{%- endmacro %}

{# Those of them that are to be built: what has a version. #}
{% macro wanted(stale) -%}
    {{ return(stale.items() | rejectattr('1.version', 'none') | map(attribute=0) | list) }}
{%- endmacro %}

{# `in (…)` for the pieces to be built; literals, so that partitions are pruned before a file is opened. #}
{% macro is_stale(column, versions) -%} {{ is_one_of(column, wanted(stale_pieces(versions))) }} {%- endmacro %}

{# The same for rows as they were built, also of pieces that go. New ones have none: all of history is not searched. #}
{% macro was_stale(column, versions) -%}
    {{ is_one_of(column, stale_pieces(versions).items() | selectattr('1.is_built') | map(attribute=0) | list) }}
{%- endmacro %}

{% macro is_one_of(column, pieces) -%}
    {%- if pieces | length == 0 -%} false
    {%- else -%} {{ column }} in {{ literals(pieces) }}
    {%- endif -%}
{%- endmacro %}

{#
    The same for the week or month a day lies in (`piece`, if that is not the whole of one), with the days it spans, so
    that the others are not read.
#}
{% macro is_in_stale(unit, column, versions, piece=none) -%}
    {%- set pieces = wanted(stale_pieces(versions)) -%}
    {%- if pieces | length == 0 -%} false
    {%- else -%}
    {{ column }} >= date {{ literal(pieces[0]) }} and {{ column }} < date {{ literal(pieces[-1]) }} + interval 1 {{ unit }}
    and {{ piece or "cast(date_trunc(" ~ literal(unit) ~ ", " ~ column ~ ") as date)" }} in {{ literals(pieces) }}
    {%- endif -%}
{%- endmacro %}

{#
    For a model whose rows are made of several pieces (a pull request: of partitions of four streams): a query of the
    keys that stale pieces touch, now or when they were built. Its keys' rows are replaced, and only they are selected.
    Returns what to select them from.
#}
{% macro touched(keys) -%}
    {%- if flags.WHICH in ['build', 'run'] -%}
        {%- do graph.setdefault('touched', {}).update({this | string: keys}) -%}
        {{ touched_table() }}
    {%- else -%}
        ({{ keys }})
    {%- endif -%}
{%- endmacro %}

{% macro touched_table() -%} temp.touched_{{ this.identifier }} {%- endmacro %}

{# The versions another piecewise model was built from. #}
{% macro built_versions(model) -%}
    state.{{ ref(model).identifier }} {# depends on {{ ref(model) }} #}
{%- endmacro %}

{# An order-free digest of many versions or rows: the sum of their 64-bit hashes does not overflow in HUGEINT. #}
{% macro digest(expression) -%}
    cast(sum(cast(hash({{ expression }}) as hugeint)) as varchar)
{%- endmacro %}

{# A source as one piece, for a model that is rebuilt whole whenever anything of it changes. #}
{% macro all_of(source) -%}
    (
        select
            {{ literal(source) }} as piece,
            coalesce({{ digest('stream, partition, version') }}, '') as version
        from {{ ref('int_partition_versions') }}
        where source = {{ literal(source) }}
    )
{%- endmacro %}

{# For the model's `where`: every row, if anything is stale at all. #}
{% macro is_anything_stale(versions) -%}
    {{ 'true' if wanted(stale_pieces(versions)) else 'false' }}
{%- endmacro %}

{#
    Periods of versions from rows that hold from a day on (`begins`) until another (`ends`), and the 64-bit hash of each:
    a digest of all that holds from then on. The digest of a day is that of the last day on which something began or
    ended, so a change touches only the days it is about; where what ends begins again, nothing does.
#}
{% macro versions_by_change(rows, hashed, begins='valid_from', ends='valid_to') -%}
    select
        changed_on as valid_from,
        lead(changed_on, 1, date '9999-12-31') over (order by changed_on) as valid_to,
        cast(sum(sum(delta)) over (order by changed_on) as varchar) as version
    from (
        select
            {{ begins }} as changed_on,
            cast({{ hashed }} as hugeint) as delta
        from {{ rows }}
        union all
        select
            {{ ends }} as changed_on,
            -cast({{ hashed }} as hugeint) as delta
        from {{ rows }}
    )
    group by changed_on
    having sum(delta) != 0
{%- endmacro %}

{#
    What holds in each of `pieces` (a CTE with the columns `piece`, `first_day` and `after_day`), of such periods: a
    digest of what holds, and from which day of the piece on. A boundary that moves within a piece changes it; one that
    stays outside is none of its business.
#}
{% macro versions_within(pieces, periods, piece='piece', first_day='first_day', after_day='after_day') -%}
    select
        pieces.{{ piece }},
        {{ digest('periods.version, greatest(periods.valid_from, pieces.' ~ first_day ~ ')') }} as version
    from {{ pieces }} as pieces
    inner join {{ periods }} as periods
        on periods.valid_from < pieces.{{ after_day }} and periods.valid_to > pieces.{{ first_day }}
    group by pieces.{{ piece }}
{%- endmacro %}

{# The partitions of one stream, or of all a source's streams together, as pieces. #}
{% macro partitions_of(source, stream=none) -%}
    (
        select
            partition as piece,
            {{ digest('stream, version') }} as version
        from {{ ref('int_partition_versions') }}
        where source = {{ literal(source) }} {% if stream %} and stream = {{ literal(stream) }} {% endif %}
        group by partition
    )
{%- endmacro %}
