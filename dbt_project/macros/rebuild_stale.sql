{#
    What is stale, and how it is replaced.

    A model that is rebuilt piecewise (by day, by week, by charge period) names a view of the versions its pieces should
    have: one row a `piece`, with a `version` that hashes everything the piece is made of. Beside its rows, in the schema
    `state`, lies the version each piece was built from. `stale_pieces` compares the two; `replace_stale`, a pre-hook,
    deletes those pieces and writes their new versions. Delete, versions and insert are one transaction, so a kill
    leaves the old rows with the old versions, and the next run sees them as stale again.

    config(materialized='incremental', incremental_strategy='append', pre_hook="{ { replace_stale(ref('versions'), 'column') } }")
#}

{% macro stale_pieces(versions) -%}
    {#- asked once a model, and remembered for the hooks: by then the versions have been written -#}
    {%- set known = graph.setdefault('stale_pieces', {}) -%}
    {%- set key = this ~ versions -%}
    {%- if execute and flags.WHICH in ['build', 'run'] and key not in known -%}
        {%- set state = adapter.get_relation(this.database, 'state', this.identifier) -%}
        {%- set built = load_relation(this) -%}
        {%- if built is none or state is none or flags.FULL_REFRESH -%}
            {%- set found = run_query("select piece from " ~ versions) -%}
        {%- else -%}
            {%- set found = run_query(
                "select piece from " ~ versions ~ " as expected full join " ~ state
                ~ " as built using (piece) where built.version is distinct from expected.version"
            ) -%}
        {%- endif -%}
        {%- do known.update({key: found.columns[0].values() | sort}) -%}
    {%- endif -%}
    {{ return(known.get(key, [])) }}
{%- endmacro %}

{# `in (…)` for the stale pieces; literals, so that partitions are pruned before a file is opened. #}
{% macro is_stale(column, versions, type='date') -%}
    {%- set pieces = stale_pieces(versions) -%}
    {%- if pieces | length == 0 -%}
        false
    {%- else -%}
        {{ column }} in (
        {%- for piece in pieces -%}
            {%- if not loop.first %}, {% endif -%} {{ type }} '{{ piece | replace("'", "''") }}'
        {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}

{% macro replace_stale(versions, column, type='date') -%}
    {%- set state = 'state.' ~ this.identifier -%}
    create schema if not exists state;
    create table if not exists {{ state }} (piece varchar, version varchar, invocation_id varchar);
    {%- if is_incremental() %}
    delete from {{ this }} where {{ is_stale(column, versions, type) }};
    delete from {{ state }} where {{ is_stale('piece', versions, 'varchar') }};
    {%- else %}
    delete from {{ state }};
    {%- endif %}
    insert into {{ state }} select expected.piece, expected.version, '{{ invocation_id }}' from {{ versions }} as expected
    where {{ is_stale('expected.piece', versions, 'varchar') }};
{%- endmacro %}

{# The versions another piecewise model was built from. #}
{% macro built_versions(model) -%}
    state.{{ ref(model).identifier }} {# depends on {{ ref(model) }} #}
{%- endmacro %}

{# An order-free digest of many versions or rows: the sum of their 64-bit hashes does not overflow in HUGEINT. #}
{% macro digest(expression) -%}
    cast(sum(cast(hash({{ expression }}) as hugeint)) as varchar)
{%- endmacro %}

{# The partitions of one stream as pieces, for a model that is rebuilt partition by partition. #}
{% macro partitions_of(source, stream) -%}
    (
        select partition as piece, version
        from {{ ref('int_partition_versions') }}
        where source = '{{ source }}' and stream = '{{ stream }}'
    )
{%- endmacro %}
