{#
    Who is behind amounts that are told: a row a finest amount (`cell`) and person, with the row that it is told in, and
    one for what of the cell is no person's. Follows on the CTEs `cells`, which has `month`, `cell`, `level`, the columns
    `keys` of the row it is told in (`level` and keys are NULL where it is not told) and `numbers`, and `people`, which
    has `month`, `cell`, person_key and `numbers`.
#}
{% macro told_cells(keys, numbers) -%}
    ,

    by_person as (

        select
            month,
            cell,
            person_key,
            {% for number in numbers -%}
            sum({{ number }}) as {{ number }}{{ ',' if not loop.last }}
            {% endfor %}
        from people
        group by month, cell, person_key
        having {% for number in numbers %}sum({{ number }}) != 0{{ ' or ' if not loop.last }}{% endfor %}

    ),

    lines as (

        -- who has nothing of a number is not behind it
        select
            month,
            cell,
            person_key,
            {% for number in numbers -%}
            nullif({{ number }}, 0) as {{ number }}{{ ',' if not loop.last }}
            {% endfor %}
        from by_person
        union all
        select
            cells.month,
            cells.cell,
            null as person_key,
            {% for number in numbers -%}
            any_value(cells.{{ number }}) - coalesce(sum(by_person.{{ number }}), 0) as {{ number }}
            {{- ',' if not loop.last }}
            {% endfor %}
        from cells
        left join by_person using (month, cell)
        group by cells.month, cells.cell

    )

    select
        lines.month,
        {% for key in keys -%}
        cells.{{ key }},
        {% endfor -%}
        cells.level,
        lines.cell,
        lines.person_key,
        {% for number in numbers -%}
        lines.{{ number }}{{ ',' if not loop.last }}
        {% endfor %}
    from lines
    inner join cells using (month, cell)
{%- endmacro %}
