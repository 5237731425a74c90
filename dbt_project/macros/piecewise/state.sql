{# What is remembered of piecewise models, in the schema `state`. #}

{% macro state_table(name, kind=none) -%} state.{{ name ~ ('__' ~ kind if kind else '') }} {%- endmacro %}

{# Before a run: the tables that are no model's. #}
{% macro prepare_state() -%}
    create or replace macro main.home() as {{ literal(env_var('ASSAY_HOME', '')) }};
    create schema if not exists state;
    create table if not exists state.code (model varchar primary key, code varchar);
    create table if not exists state.tested (invocation_id varchar)
{%- endmacro %}

{#
    Whether a table is made anew, with the columns and constraints its code gives it: it does not stand, or was made by
    other code. `sql` is the model as compiled, which names no piece and no day, so only code changes it.
#}
{% macro is_made_anew(sql) -%}
    {%- set standing = load_relation(this) -%}
    {%- if flags.FULL_REFRESH or standing is none or standing.type != 'table' -%} {{ return(true) }} {%- endif -%}
    {%- set found = run_query(
        'select code from state.code where model = ' ~ literal(code_key(this.schema, this.identifier))
    ) -%}
    {{ return(found.rows | length == 0 or found.rows[0][0] != code_of(sql)) }}
{%- endmacro %}

{# DuckDB's own word for a view's SQL will not do: it orders the columns of an `exclude` as it likes. #}
{% macro remember_code(sql) -%}
    insert or replace into state.code
    values ({{ literal(code_key(this.schema, this.identifier)) }}, {{ literal(code_of(sql)) }})
{%- endmacro %}

{% macro code_key(schema, name) -%} {{ return(schema ~ '.' ~ name) }} {%- endmacro %}

{# A digest of a model's SQL, wherever its home lies. #}
{% macro code_of(sql) -%} {{ return(local_md5(sql)) }} {%- endmacro %}

{# The sum of the hashes of a relation's rows by a column: what others see of its pieces. #}
{% macro content_of(relation, by, where='true') -%}
    select
        cast({{ by }} as varchar) as piece,
        sum(cast(hash(*columns(*)) as hugeint)) as content
    from {{ relation }}
    where {{ where }}
    group by {{ by }}
{%- endmacro %}

{#
    Rows that hold from a day on until another, as the sum of the hashes of all that holds from each day on which something
    begins or ends. What holds on a day is the sum of the last such day, so a change touches only the days it is about.
#}
{% macro periods_of(relation, periods) -%}
    {%- set begins, ends = periods[0], periods[1] -%}
    select
        changed_on as valid_from,
        lead(changed_on, 1, date '9999-12-31') over (order by changed_on) as valid_to,
        sum(sum(delta)) over (order by changed_on) as content
    from (
        select
            unnest([begins, ends]) as changed_on,
            unnest([delta, -delta]) as delta
        from (
            select
                cast({{ begins }} as date) as begins,
                cast({{ ends }} {%- if periods[2] == 'inclusive' %} + 1 {%- endif %} as date) as ends,
                cast(hash(*columns(* exclude ({{ begins }}, {{ ends }}))) as hugeint) as delta
            from {{ relation }}
        )
    )
    group by changed_on
    -- where what ends begins again, nothing does
    having sum(delta) != 0
{%- endmacro %}

{#
    What of such rows (`found`) holds in each piece, by the days of the piece on which it begins and ends. A piece in which
    nothing holds has no row: since when nothing does is no matter. `pieces` has piece, first_day and after_day.
#}
{% macro content_in_pieces(pieces, found) -%}
    select
        pieces.piece,
        sum(cast(hash(
            greatest(found.valid_from, pieces.first_day), least(found.valid_to, pieces.after_day), found.content
        ) as hugeint)) as content
    from {{ pieces }} as pieces
    inner join {{ found }} as found
        on pieces.first_day < found.valid_to and pieces.after_day > found.valid_from and found.content != 0
    group by pieces.piece
{%- endmacro %}
