{#
    What a piecewise model says of itself, in its first line. README.md of this folder says what comes of it.

    made_of     {input: how}, for what the model reads, or for what lies behind a view that it reads:
                  'same piece'        the piece of that name
                  'its days'          the days that lie in the piece
                  'days -14 to 20'    the days from so many before the piece's first to so many after it
                  'periods'           rows that hold from a day until another, as far as they overlap the piece
                  'the whole'         all of it: what is not named is this, so that forgetting costs time and not truth
                  'until'             nothing but the last day there is: later days are no pieces, nor in them
                  'versions'          a part of what the model `<this model>__versions` says, which is named beside it as
                                      'same piece': one row a `piece` and its `version`, where the mapping of pieces
                                      is the model's own
    piece       the column that says which piece a row belongs to. Without it and `key` the table is one piece
    unit        'day', 'week', 'month' or 'week_in_month' (weeks cut where a month ends), where a piece is named by its
                first day; 'text' where it has another name

    and, where they are needed:
    content_by         the column by which others see its rows, where that is not `piece`
    periods            [begins, ends] of its rows, if others read them as 'periods'; a third word 'inclusive' says that
                       `ends` is the last day, not the day after
    key                instead of `piece`, where a row is made of several pieces: the columns by which rows are replaced
    pieces_of_row      with `key`: the column that holds a row's piece, or a list of them
    standing           with `key`: {column: type} of the rows that stand, which the model reads as `this`
    pieces_at_once     how many pieces one statement builds (default 7); bounds the memory of a long first load
    joins_as_written   a join's right side is what is hashed; DuckDB would take the side it guesses to have fewer rows
#}
{% macro piecewise(made_of, piece=none, unit='text') -%}
    {%- if model.resource_type != 'unit_test' -%} {# which knows no other inputs than it is given #}
        {%- for input in made_of -%} {%- do ref(input) -%} {%- endfor -%}
        {%- do ref('int_partition_versions') -%} {# what sources hold, whichever of them this hangs on #}
    {%- endif -%}
    {{ config(materialized='piecewise', made_of=made_of, piece=piece, unit=unit, **kwargs) }}
{%- endmacro %}

{#
    Whether a row is of the pieces that are being built. They are variables of the session, which DuckDB takes for
    constants: partitions are pruned before a file is opened, and row groups before they are read. Where none are set
    (unit tests, `dbt show`, a linter) every row is.

    `column` holds the piece, or with another `unit` than the model's a day of it.
#}
{% macro in_pieces(column, unit=none) -%}
    (
        getvariable('pieces') is null
        or {{ piece_of(column, unit) if unit else column }} in getvariable('pieces')
    )
    {%- if unit or config.get('unit', 'text') != 'text' %}
    and {{ in_span(column) }}
    {%- endif -%}
{%- endmacro %}

{# Whether a day lies between the first and the last day of the pieces, so that the others are not read. #}
{% macro in_span(day, before=0, after=0) -%}
    {{ day }} >= coalesce(getvariable('first_day'), date '0001-12-31') - {{ before }}
    and {{ day }} < coalesce(getvariable('after_day'), date '9999-01-01') + {{ after }}
{%- endmacro %}

{# The piece that a day lies in, and the day after that piece. #}
{% macro piece_of(day, unit) -%}
    {%- if unit == 'week_in_month' -%}
    cast(greatest(date_trunc('week', {{ day }}), date_trunc('month', {{ day }})) as date)
    {%- elif unit in ('week', 'month') -%} cast(date_trunc({{ literal(unit) }}, {{ day }}) as date)
    {%- else -%} {{ day }}
    {%- endif -%}
{%- endmacro %}

{% macro day_after_piece(first_day, unit) -%}
    {%- if unit == 'week_in_month' -%}
    cast(least(
        date_trunc('week', {{ first_day }}) + interval 7 day, date_trunc('month', {{ first_day }}) + interval 1 month
    ) as date)
    {%- else -%} cast({{ first_day }} + interval 1 {{ unit }} as date)
    {%- endif -%}
{%- endmacro %}
