{# A table of which a run rebuilds the pieces that are made of something else than when they were built: README.md. #}
{% materialization piecewise, adapter='duckdb' %}
    {%- set table = this.incorporate(type='table') -%}
    {%- set state = state_table(this.identifier) -%}
    {%- if is_made_anew(sql) -%} {%- do make_piecewise_table(table) -%} {%- endif -%}

    {%- set is_keyed = config.get('key') is not none -%}
    {%- set found = run_query(
        "select piece, expected.version, built.version is not null as is_built from (" ~ expected_versions() ~ ") as"
        ~ " expected full join " ~ state ~ " as built using (piece)"
        ~ " where built.version is distinct from expected.version order by piece"
    ) -%}
    {%- set batches = found.rows | batch(config.get('pieces_at_once', 7)) | list -%}
    {%- for batch in batches -%}
        {%- set all, built, coming = batch | map(attribute=0) | list, [], [] -%}
        {%- for row in batch -%}
            {%- if row[2] -%} {%- do built.append(row[0]) -%} {%- endif -%}
            {%- if row[1] is not none -%} {%- do coming.append(row) -%} {%- endif -%}
        {%- endfor -%}
        {%- call statement('main') -%}
            {{ set_pieces(all if is_keyed else coming | map(attribute=0) | list) }}
            {%- if config.get('joins_as_written') %}
            set disabled_optimizers = 'build_side_probe_side';
            {%- endif %}
            {{ replace_keyed(table) if is_keyed else replace_pieces(table, built, coming | map(attribute=0) | list) }}
            {%- if config.get('joins_as_written') %}
            reset disabled_optimizers;
            {%- endif %}
            delete from {{ state }} where piece in {{ literals(all) }};
            {%- for row in coming %}
            insert into {{ state }} values ({{ literal(row[0]) }}, {{ literal(row[1]) }}, {{ literal(invocation_id) }});
            {%- endfor %}
            {%- if config.get('periods') and loop.last %}
            create or replace table {{ state_table(this.identifier, 'periods') }} as
            {{ periods_of(table, config.get('periods')) }};
            {%- endif %}
            reset variable pieces;
            reset variable first_day;
            reset variable after_day
        {%- endcall -%}
        {%- do adapter.commit() -%}
    {%- endfor -%}
    {%- if batches | length == 0 -%}
        {%- call noop_statement('main', 'nothing is stale', 'NONE', 0) -%} {{ sql }} {%- endcall -%}
    {%- endif -%}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}

{# The table, empty, with the columns that its SQL gives it; and nothing built of it. #}
{% macro make_piecewise_table(table) -%}
    {%- do make_way_for('table') -%}
    {%- call statement('create') -%}
        {%- if config.get('standing') %}
        {# its SQL reads the rows that stand: none, in the columns it needs #}
        create or replace table {{ table }} (
            {%- for column, type in config.get('standing').items() -%}
            {{ column }} {{ type }} {%- if not loop.last %}, {% endif -%}
            {%- endfor -%}
        );
        {%- endif %}
        create or replace table {{ state_table(this.identifier) }} (
            piece varchar, version varchar, invocation_id varchar
        );
        create or replace table {{ state_table(this.identifier, 'content') }} (piece varchar, content hugeint);
        {%- if config.get('periods') %}
        create or replace table {{ state_table(this.identifier, 'periods') }} (
            valid_from date, valid_to date, content hugeint
        );
        {%- endif %}
        {{ or_replace(create_table_as(false, table, 'select * from (' ~ sql ~ ') as model limit 0')) }};
        {{ remember_code(sql) }}
    {%- endcall -%}
    {%- do adapter.commit() -%}
{%- endmacro %}

{# The session's variables that say which pieces are being built: macros/piecewise/declare.sql reads them. #}
{% macro set_pieces(pieces) -%}
    {%- set unit = config.get('unit', 'text') -%}
    set variable pieces = {{ '[' ~ literals(pieces)[1:-1] ~ ']' }}::{{ 'varchar' if unit == 'text' else 'date' }}[];
    {%- if unit != 'text' and pieces %}
    set variable first_day = date {{ literal(pieces[0]) }};
    set variable after_day = {{ day_after_piece('date ' ~ literal(pieces[-1]), unit) }};
    {%- endif %}
{%- endmacro %}

{% macro replace_pieces(table, built, coming) -%}
    {%- set piece, by = config.get('piece'), config.get('content_by') -%}
    {%- set of_them = (piece ~ ' in ' ~ literals(built + coming)) if piece else 'true' -%}
    {%- if by and built %}
    create or replace temp table gone as {{ content_of(table, by, of_them) }};
    {%- endif %}
    {%- if built %}
    delete from {{ table }} where {{ (piece ~ ' in ' ~ literals(built)) if piece else 'true' }};
    {%- endif %}
    {%- if coming %}
    insert into {{ table }} by name {{ sql }};
    {%- endif %}
    {%- if by %}
    {{ add_content(content_of(table, by, of_them), built | length > 0) }}
    {%- else %}
    {%- if built %}
    delete from {{ state_table(this.identifier, 'content') }} where piece in {{ literals(built) }};
    {%- endif %}
    insert into {{ state_table(this.identifier, 'content') }} {{ content_of(table, piece or "'all'", of_them) }};
    {%- endif %}
{%- endmacro %}

{# Rows that are made of several pieces: those that a piece had a part in go, those that it has a part in come. #}
{% macro replace_keyed(table) -%}
    {%- set by, keys = config.require('content_by'), config.get('key') -%}
    {%- set of_row = config.require('pieces_of_row') -%}
    {%- set is_gone -%}
        exists (from changed where {% for key in keys -%}
            changed.{{ key }} = standing.{{ key }} {{- ' and ' if not loop.last }}
        {%- endfor %})
        or {% if config.get('standing')[of_row].endswith('[]') -%} list_has_any(standing.{{ of_row }}, getvariable('pieces'))
        {%- else -%} standing.{{ of_row }} in getvariable('pieces')
        {%- endif %}
    {%- endset %}
    create or replace temp table changed as {{ sql }};
    create or replace temp table gone as {{ content_of(table ~ ' as standing', by, is_gone) }};
    delete from {{ table }} as standing where {{ is_gone }};
    insert into {{ table }} by name from changed;
    {{ add_content(content_of('changed', by), true) }}
    drop table changed;
{%- endmacro %}

{# The sums by another column than the piece: less what went (`gone`), and what came. #}
{% macro add_content(came, has_gone) -%}
    {%- set content = state_table(this.identifier, 'content') %}
    create or replace temp table now as
    select
        piece,
        sum(content) as content
    from (
        from {{ content }}
        union all
        {{ came }}
        {%- if has_gone %}
        union all
        select piece, -content as content from gone
        {%- endif %}
    )
    group by piece
    having sum(content) != 0;
    delete from {{ content }};
    insert into {{ content }} from now;
{%- endmacro %}
