{#
    Which groups may be shown by themselves, and which only together as `other`: behind an amount are at least `least`
    people, of whom none carries more than half. The smallest merge, and the next smallest with them until `other` is of
    many too, so that a total less what is shown gives none of them back. What is about nobody stays as it is.

    `groups` has one row a `period` and `group` with `measures`; `people` what each person has of them, in as many rows as
    it likes. Returns the columns of `groups`, `people_count`, and `is_other`: NULL where even all of a `period` together
    are of few, and nothing may be shown. How much of `other` one person carries is counted person by person: the sum of
    each group's largest is somebody that there is not, and withheld half of a company of 150. It is of what people carry,
    not of the amount: what a robot has besides is no secret of theirs. Of `differences` the people are counted only.
#}
{% macro merged_groups(groups, people, period, group, measures, differences=[], least=5) -%}
    with

    people as (

        select
            {{ period }},
            {{ group }},
            person_key,
            {% for measure in measures + differences -%}
                sum({{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
            {% endfor %}
        from {{ people }}
        where person_key is not null
        group by {{ period }}, {{ group }}, person_key

    ),

    sizes as (

        select
            {{ period }},
            {{ group }},
            {% for measure in measures + differences -%}
                count(*) filter (where {{ measure }} != 0) as {{ measure }}_people,
                sum({{ measure }}) as {{ measure }}_carried,
                max(abs({{ measure }})) as {{ measure }}_largest,
            {% endfor -%}
            count(*) filter (where {{ measures | join(' != 0 or ') }} != 0) as people_count
        from people
        group by {{ period }}, {{ group }}

    ),

    judged as (

        select
            *,
            row_number() over (
                partition by {{ period }}, has_people order by is_of_many, people_count, {{ group }}
            ) as position,
            count(*) filter (where not is_of_many) over (partition by {{ period }}, has_people) as small_count
        from (
            select
                groups.*,
                coalesce(sizes.people_count, 0) as people_count,
                coalesce(sizes.people_count, 0) > 0 as has_people,
                {% for measure in measures + differences -%}
                    (
                        coalesce(sizes.{{ measure }}_people, 0) = 0
                        or sizes.{{ measure }}_people >= {{ least }}
                        {%- if measure in measures %}
                        and 2 * sizes.{{ measure }}_largest <= abs(sizes.{{ measure }}_carried)
                        {%- endif %}
                    ){{ ' and ' if not loop.last }}
                {%- endfor %} as is_of_many,
                {% for measure in measures + differences -%}
                    coalesce(sizes.{{ measure }}_carried, 0) as {{ measure }}_carried{{ ',' if not loop.last }}
                {% endfor %}
            from {{ groups }} as groups
            left join sizes using ({{ period }}, {{ group }})
        )

    ),

    -- what each person has of a group and those before it
    so_far as (

        select
            {{ period }},
            {{ group }},
            {% for measure in measures + differences -%}
                {{ measure }},
                sum({{ measure }}) over before as {{ measure }}_so_far{{ ',' if not loop.last }}
            {% endfor %}
        from people
        inner join (select {{ period }}, {{ group }}, position from judged) using ({{ period }}, {{ group }})
        window before as (partition by {{ period }}, person_key order by position rows unbounded preceding)

    ),

    steps as (

        select
            {{ period }},
            {{ group }},
            {% for measure in measures + differences -%}
                max(abs({{ measure }}_so_far)) as {{ measure }}_reach,
                count(*) filter (where {{ measure }}_so_far != 0)
                - count(*) filter (where {{ measure }}_so_far - {{ measure }} != 0)
                    as {{ measure }}_joining{{ ',' if not loop.last }}
            {% endfor %}
        from so_far
        group by {{ period }}, {{ group }}

    ),

    together as (

        select
            judged.*,
            {% for measure in measures + differences -%}
                (
                    sum(coalesce(steps.{{ measure }}_joining, 0)) over before = 0
                    or sum(coalesce(steps.{{ measure }}_joining, 0)) over before >= {{ least }}
                    {%- if measure in measures %}
                    and 2 * max(steps.{{ measure }}_reach) over before
                    <= abs(sum(judged.{{ measure }}_carried) over before)
                    {%- endif %}
                ){{ ' and ' if not loop.last }}
            {%- endfor %} as is_of_many_so_far
        from judged
        left join steps using ({{ period }}, {{ group }})
        window
            before as (
                partition by {{ period_of(period, 'judged') }}, judged.has_people
                order by judged.position
                rows unbounded preceding
            )

    )

    select
        * exclude (
            has_people, is_of_many, position, small_count, is_of_many_so_far
            {%- for measure in measures + differences %}, {{ measure }}_carried{% endfor %}
        ),
        case
            when not has_people or small_count = 0 then false
            else
                position <= min(position) filter (where is_of_many_so_far and position >= small_count)
                    over (partition by {{ period }}, has_people)
        end as is_other
    from together
{%- endmacro %}

{# The columns of a period, of one relation among several. #}
{% macro period_of(period, relation) -%}
    {%- for column in period.split(',') -%}
        {{ relation }}.{{ column | trim }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
