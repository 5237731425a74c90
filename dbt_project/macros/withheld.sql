{#
    Whether a number may be told, by the people behind it. `of` names columns of a row a group:
    `people`: counts that must be five or more; `people_or_none`: counts that may be 0 too (what two numbers differ by);
    `largest` and `amount`: what the one with the most carries, and all people together: nobody carries above half.
    With `window`, of all rows so far. All alike is no crowd: who has none is counted in `people` where that tells.
#}
{% macro is_of_many(of, window=none, least=5) -%}
    {%- set over = ' over ' ~ window if window else '' -%}
    {%- set sum = 'sum' if window else '' -%}
    {%- set conditions = [] -%}
    {%- for count in of.people -%}
        {%- do conditions.append(sum ~ '(' ~ count ~ ')' ~ over ~ ' >= ' ~ least) -%}
    {%- endfor -%}
    {%- for count in of.get('people_or_none', []) -%}
        {%- do conditions.append(sum ~ '(' ~ count ~ ')' ~ over ~ ' not between 1 and ' ~ (least - 1)) -%}
    {%- endfor -%}
    {%- if of.largest is defined -%}
        {%- do conditions.append(
            '2 * ' ~ ('max' if window else '') ~ '(' ~ of.largest ~ ')' ~ over
            ~ ' <= abs(' ~ sum ~ '(' ~ of.amount ~ ')' ~ over ~ ')'
        ) -%}
    {%- endif -%}
    ({{ conditions | join(' and ') }})
{%- endmacro %}

{#
    Which number of which group stands by itself: `<number>_part` is 'own', or 'other' where it is told only as the sum
    with others, or NULL where it is not told at all. What few are behind merges, and the next smallest with it while the
    sum would still tell of few, so that a total less what is shown gives nothing back. A row about nobody is its own.

    `relation` has one row a `period` and `key`, with has_people, people_count, and the columns that `numbers` name:
    {number: what is_of_many() asks}.
#}
{% macro parts(relation, period, key, numbers) -%}
    select
        {{ period }},
        {{ key }}
        {%- for number in numbers %},
        case
            when not has_people or {{ number }}_few = 0 then 'own'
            when min({{ number }}_position) filter (where {{ number }}_is_enough)
                over (partition by {{ period }}, has_people) < {{ number }}_position then 'own'
            when bool_or({{ number }}_is_enough) over (partition by {{ period }}, has_people) then 'other'
        end as {{ number }}_part
        {%- endfor %}
    from (
        select
            *
            {%- for number, of in numbers.items() %},
            {{ number }}_position >= {{ number }}_few and {{ is_of_many(of, number ~ '_so_far') }} as {{ number }}_is_enough
            {%- endfor %}
        from (
            select
                *
                {%- for number in numbers %},
                row_number() over (
                    partition by {{ period }}, has_people order by {{ number }}_is_many, people_count, {{ key }}
                ) as {{ number }}_position,
                count(*) filter (where not {{ number }}_is_many) over (partition by {{ period }}, has_people)
                    as {{ number }}_few
                {%- endfor %}
            from (
                select
                    *
                    {%- for number, of in numbers.items() %},
                    coalesce({{ is_of_many(of) }}, false) as {{ number }}_is_many
                    {%- endfor %}
                from {{ relation }}
            )
        )
        window
            {%- for number in numbers %}
            {{ number }}_so_far as (
                partition by {{ period }}, has_people order by {{ number }}_position rows unbounded preceding
            ){{ ',' if not loop.last }}
            {%- endfor %}
    )
{%- endmacro %}

{#
    Who is behind what is told: a row a told row, group (`cell`) and person, with the numbers of the group that are told in
    that row; `level` is 0 where the row is of one group, and 1 for `other`. What is not told has neither row nor level.
    Follows on the CTEs `parts` and `people`, which has a row a `period`, `key` and person_key; {number: [columns]} says
    which columns of it are told with a number.
#}
{% macro told_people(period, key, numbers) -%}
    select
        people.{{ period }},
        case places.place when 'own' then people.{{ key }} when 'other' then 'other' end as {{ key }},
        places.level,
        people.{{ key }} as cell,
        people.person_key
        {%- for number, columns in numbers.items() %}
        {%- for column in columns %},
        case when coalesce(parts.{{ number }}_part, 'none') = places.place then people.{{ column }} end as {{ column }}
        {%- endfor %}
        {%- endfor %}
    from people
    inner join parts using ({{ period }}, {{ key }})
    cross join (values ('own', 0), ('other', 1), ('none', null)) as places (place, level)
    where
        {% for number in numbers -%}
        {{ 'or ' if not loop.first }}coalesce(parts.{{ number }}_part, 'none') = places.place
        {% endfor %}
{%- endmacro %}

{#
    The numbers of told rows, and `all`: what is told together. `lines` is what told_people() says. Where of a number
    nothing of people is told, its sum would be nobody's alone: it is NULL, but in periods that nobody is in.
#}
{% macro told_sums(lines, period, key, numbers) -%}
    select
        {{ period }},
        coalesce({{ key }}, 'all') as {{ key }},
        {% for number in numbers -%}
        case
            when
                {{ key }} is not null
                or bool_or(level is not null) filter (where {{ number }} is not null and person_key is not null)
                or count(person_key) filter (where {{ number }} is not null) = 0
                then sum({{ number }}) filter (where level is not null)
        end as {{ number }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ lines }}
    group by grouping sets (({{ period }}, {{ key }}), ({{ period }}))
    -- what is told of all only is in no row of a group
    having count(level) > 0 and (grouping({{ key }}) = 1 or {{ key }} != 'all')
{%- endmacro %}

{# How many numbers of a row are known, or told. #}
{% macro count_of_known(relation, numbers) -%}
    {%- for number in numbers -%}
    cast({{ relation }}.{{ number }} is not null as bigint){{ ' + ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

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
