{#
    Groups as they may be published. A team's row is a group of `people`; groups of one to four merge into `other`, and
    the next smallest team with them while `other` would still be under five, so that no difference of two published
    numbers gives one group back. Where all teams together are under five, the period is not published at all.
    A row about nobody (`has_people` is false: cost without a person) is no group, and stays.

    `relation` has one row a `period` and team_id, without `all`. Returns period, team_id, published_team_id.
#}
{% macro published_teams(relation, period, people, has_people='true', least=5) -%}
    select
        {{ period }},
        team_id,
        case
            when not has_people or small_groups = 0 then team_id
            when period_people < {{ least }} then null
            when {{ people }} < {{ least }} or people_before < {{ least }} then 'other'
            else team_id
        end as published_team_id
    from (
        select
            {{ period }},
            team_id,
            {{ people }},
            {{ has_people }} as has_people,
            count(*) filter (where {{ has_people }} and {{ people }} < {{ least }}) over (partition by {{ period }})
                as small_groups,
            sum({{ people }}) over (partition by {{ period }}) as period_people,
            -- of all groups smaller than this one
            sum({{ people }}) over (partition by {{ period }} order by {{ people }}, team_id) - {{ people }}
                as people_before
        from {{ relation }}
    )
{%- endmacro %}

{#
    The sums of groups by `keys`, and which of them may be shown: behind every measure that is not 0 are at least five
    people, and none carries more than half of it. `relation` has a row a person and finer group; a `person_key` of NULL
    is nobody's.
#}
{% macro shown_groups(relation, keys, measures, least=5) -%}
    select
        {{ keys }},
        count(person_key) as people_count,
        {% for measure in measures -%}
        sum({{ measure }}) as {{ measure }},
        {% endfor -%}
        {% for measure in measures -%}
        (
            coalesce(
                2 * max(abs({{ measure }})) filter (where person_key is not null)
                <= sum(abs({{ measure }})) filter (where person_key is not null),
                true
            )
            and count(person_key) filter (where {{ measure }} != 0) not between 1 and {{ least - 1 }}
        )
        {%- if not loop.last %}
        and {% endif -%}
        {%- endfor %} as is_shown
    from (
        select
            {{ keys }},
            person_key
            {%- for measure in measures %},
            sum({{ measure }}) as {{ measure }}
            {%- endfor %}
        from {{ relation }}
        group by {{ keys }}, person_key
    )
    group by {{ keys }}
{%- endmacro %}
