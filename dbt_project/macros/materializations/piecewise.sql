{#
    A table that is built piece by piece, of which a run replaces what is stale (macros/stale.sql). What no longer has a
    version goes with the first batch.

    config:
        piece            the column that says which piece a row belongs to: a stale piece's rows are replaced; without
                         it and `key` the table is one piece
        key              instead of `piece`, where pieces are of the input and a row is made of several of them: the
                         columns by which those rows are replaced that the macro `touched` names
        pieces_at_once   how many pieces one statement builds (default 7); bounds the memory of a long first load
        joins_as_written a join's right side is what is hashed. DuckDB would hash the side it guesses to have fewer rows,
                         on an ordinary day the day's own: wide, while the ids they are looked up by are narrow

    A batch's rows and its versions are one transaction, so a kill leaves old rows with old versions, and the next run
    goes on from there. Where nothing is stale nothing is executed.
#}
{% materialization piecewise, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set state = 'state.' ~ this.identifier -%}
    {%- set stale = graph.get('stale_pieces', {}).get(this | string) -%}
    {%- if stale is none -%}
        {{ exceptions.raise_compiler_error(
            this.identifier ~ " is piecewise, and its SQL asks for no stale piece: without `is_stale` in its `where`"
            ~ " every run would write all its rows once more"
        ) }}
    {%- endif -%}
    {%- set touched = graph.get('touched', {}).get(this | string) -%}
    {%- if is_rebuilt_whole() -%}
        {%- do make_way_for('table') -%}
        {%- call statement('create') -%}
            create schema if not exists state;
            create table if not exists state.tested (invocation_id varchar);
            create or replace table {{ state }} (piece varchar, version varchar, invocation_id varchar);
            {%- if touched %}
            create or replace temp table {{ touched_table() }} as select * from ({{ touched }}) limit 0;
            {%- endif %}
            {{ or_replace(create_table_as(false, target, 'select * from (' ~ sql ~ ') as model limit 0')) }}
        {%- endcall -%}
        {%- do adapter.commit() -%}
    {%- endif -%}

    {%- set pieces = wanted(stale) -%}
    {%- set all_pieces = literals(pieces) -%} {#- once: a first build of many years has thousands of batches -#}
    {%- set gone = stale | reject('in', pieces) | list -%}
    {%- set batches = pieces | batch(config.get('pieces_at_once', 7)) | list or ([[]] if gone else []) -%}
    {%- for batch in batches -%}
        {%- set replaced = gone | list if loop.first else [] -%}
        {%- for piece in batch if stale[piece].is_built -%} {%- do replaced.append(piece) -%} {%- endfor -%}
        {%- call statement('main') -%}
            {%- if config.get('joins_as_written') %}
            set disabled_optimizers = 'build_side_probe_side';
            {%- endif %}
            {%- if touched %}
            create or replace temp table {{ touched_table() }} as {{ touched | replace(all_pieces, literals(batch)) }};
            delete from {{ target }} as replaced using {{ touched_table() }} as touched
            where {% for column in config.get('key') -%}
                replaced.{{ column }} = touched.{{ column }} {%- if not loop.last %} and {% endif -%}
            {%- endfor %};
            {%- elif replaced %}
            delete from {{ target }}
            {%- if config.get('piece') %} where {{ config.get('piece') }} in {{ literals(replaced) }} {%- endif %};
            {%- endif %}
            {%- if replaced %}
            delete from {{ state }} where piece in {{ literals(replaced) }};
            {%- endif %}
            {%- for piece in batch %}
            insert into {{ state }}
            values ({{ literal(piece) }}, {{ literal(stale[piece].version) }}, {{ literal(invocation_id) }});
            {%- endfor %}
            insert into {{ target }} by name
            {{ sql | replace(all_pieces, literals(batch)) }}
            {%- if config.get('joins_as_written') %}
            ; reset disabled_optimizers
            {%- endif -%}
        {%- endcall -%}
        {%- do adapter.commit() -%}
    {%- endfor -%}
    {%- if batches | length == 0 -%}
        {%- call noop_statement('main', 'nothing is stale', 'NONE', 0) -%} {{ sql }} {%- endcall -%}
    {%- endif -%}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
