{# A signal's limit, and how many observations it needs. #}
{% macro threshold_of(signal) -%}
    select
        n_min,
        limit_value
    from {{ ref('signal_thresholds') }}
    where signal = {{ literal(signal) }}
{%- endmacro %}

{#
    What the peers of each judged person have of `own_value`, in the first of their groups (int_peer_groups) in which at
    least eight are judged (facts, 4.0: below that a group says nothing). Nothing where even everybody is too few.
    `judged` has the columns person_key, week_start_date and own_value.
#}
{% macro peers_of(judged) -%}
    select
        members.person_key,
        members.week_start_date,
        arg_min(peer_groups.peer_group, members.position) as peer_group,
        arg_min(peer_groups.peer_count, members.position) as peer_count,
        arg_min(peer_groups.peer_value, members.position) as peer_value
    from (
        select
            person_key,
            week_start_date,
            unnest(peer_groups) as peer_group,
            generate_subscripts(peer_groups, 1) as position
        from {{ ref('int_peer_groups') }}
        semi join {{ judged }} using (person_key, week_start_date)
    ) as members
    inner join (
        select
            week_start_date,
            peer_group,
            count(*) as peer_count,
            median(own_value) as peer_value
        from (
            select
                judged.week_start_date,
                judged.own_value,
                unnest(peers.peer_groups) as peer_group
            from {{ judged }} as judged
            inner join {{ ref('int_peer_groups') }} as peers using (person_key, week_start_date)
        )
        group by week_start_date, peer_group
        having count(*) >= 8
    ) as peer_groups
        on members.week_start_date = peer_groups.week_start_date and members.peer_group = peer_groups.peer_group
    group by members.person_key, members.week_start_date
{%- endmacro %}

{#
    From what a signal has measured to its judgement; follows on the CTE `measured`, which has the columns person_key,
    week_start_date, n_observed, own_value (suspicious when large) and own_history, what the same person's was before.
    Who has fewer observations than the signal needs has no row. The score is 0.5 at the limit and 1 at twice the limit.

    weeks    how many it looks at, up to the one that is judged: what explains one of them explains it
    told     {name: expression} of the evidence, beside what every signal tells
    beyond   what must hold besides, where the limit alone is no evidence; NULL is no. It may read `peers`
    of_tool  `measured` has a row for each `tool` of somebody's: the one that says most is judged, for a person is judged once
#}
{% macro judge(signal, weeks, told={}, beyond=none, of_tool=false) -%}
    ,

    threshold as (

        {{ threshold_of(signal) }}

    ),

    judged as (

        select * from measured
        where n_observed >= (select threshold.n_min from threshold)
        {%- if of_tool %}
        qualify
            row_number() over (partition by person_key, week_start_date order by own_value desc nulls last, tool) = 1
        {%- endif %}

    ),

    peers as (

        {{ peers_of('judged') }}

    )

    select
        judged.person_key,
        judged.week_start_date,
        judged.week_start_date - {{ 7 * weeks - 7 }} as looked_from,
        {{ literal(signal) }} as signal,
        judged.n_observed,
        judged.own_value as observed_value,
        judged.own_value > threshold.limit_value {{ 'and coalesce(' ~ beyond ~ ', false)' if beyond }} as is_beyond,
        greatest(0, least(1, judged.own_value / (2 * threshold.limit_value))) as score,
        to_json({
            'own_value': round(judged.own_value, 4),
            'own_history': round(judged.own_history, 4),
            'limit': threshold.limit_value,
            'observations': judged.n_observed,
            {%- if of_tool %}
            'tool': judged.tool,
            {%- endif %}
            {%- for name, expression in told.items() %}
            {{ literal(name) }}: {{ expression }},
            {%- endfor %}
            'peer_value': round(peers.peer_value, 4),
            'peers': peers.peer_count,
            'peer_group': peers.peer_group
        }) as evidence
    from judged
    cross join threshold
    left join peers using (person_key, week_start_date)
{%- endmacro %}

{#
    The weeks of use that a signal looks at: each week that is judged, as `judged`, beside each of the last so many
    `weeks` of the same person, itself the last, as `earlier`. No more is read than the weeks being built need.
#}
{% macro with_weeks(weeks) -%}
    {{ ref('int_signal_weeks') }} as judged
    inner join {{ ref('int_signal_weeks') }} as earlier
        on
            judged.person_key = earlier.person_key
            and judged.week_start_date >= earlier.week_start_date
            and judged.week_start_date <= earlier.week_start_date + {{ 7 * weeks - 7 }}
            and {{ in_span('judged.week_start_date') }}
            and {{ in_span('earlier.week_start_date', 7 * weeks - 7) }}
{%- endmacro %}

{#
    The same of weeks with a tool (int_signal_tool_weeks): each week that is judged beside the last ones of the same person
    and tool. Of the earlier ones are the columns; `is_now` says whether a week is one of the last four.
#}
{% macro tool_weeks(weeks) -%}
    (
        select
            judged.person_key,
            judged.week_start_date,
            judged.tool,
            earlier.week_start_date as earlier_week,
            earlier.week_start_date > judged.week_start_date - 28 as is_now,
            earlier.* exclude (person_key, week_start_date, tool)
        from {{ ref('int_signal_tool_weeks') }} as judged
        inner join {{ ref('int_signal_tool_weeks') }} as earlier
            on
                judged.person_key = earlier.person_key
                and judged.tool = earlier.tool
                and judged.week_start_date >= earlier.week_start_date
                and judged.week_start_date <= earlier.week_start_date + {{ 7 * weeks - 7 }}
                and {{ in_span('judged.week_start_date') }}
                and {{ in_span('earlier.week_start_date', 7 * weeks - 7) }}
    )
{%- endmacro %}

{# That something was there in three of the last four weeks and in three before: what a step is seen by. #}
{% macro three_weeks_of_both() -%}
    count(*) filter (where is_now) >= 3
    and count(*) filter (where not is_now) >= 3
{%- endmacro %}

{#
    What somebody's earlier weeks were like, those for which `is_before` holds: the lower quartile of a share, so that
    what began some weeks ago does not count as usual. Unknown of fewer than three weeks.
#}
{% macro usual(share, is_before) -%}
    case
        when count({{ share }}) filter (where {{ is_before }}) >= 3
            then cast(quantile_disc({{ share }}, 0.25) filter (where {{ is_before }}) as double)
    end
{%- endmacro %}

{# What somebody used on each day of some weeks, up to the one that is judged: a row a day. #}
{% macro with_days(weeks) -%}
    (
        select
            judged.person_key,
            judged.week_start_date,
            unnest(flatten(list(earlier.days))) as day
        from {{ with_weeks(weeks) }}
        group by judged.person_key, judged.week_start_date
    )
{%- endmacro %}

{#
    What somebody used on each day of four weeks (of those for which `where` holds, where some are meant) in tokens or credits,
    as a list, and what their median day is in weeks of a median user. Nobody who used nothing.
#}
{% macro day_amounts(where='true') -%}
    (
        select
            person_key,
            week_start_date,
            list(cast(day.amount as double)) as amounts,
            median(cast(day.volume as double)) as median_volume
        from {{ with_days(4) }}
        where day.amount > 0 and {{ where }}
        group by person_key, week_start_date
    )
{%- endmacro %}

{#
    `weeks`, a row per person, judged week and week merged in with its `pull_count`, and whether it `is_of_the_start`: one
    of the first half of those before the last four, or of as many as three pulls take. So what began some weeks ago is
    not usual, also where little was there before it.
#}
{% macro with_start(weeks) -%}
    {%- set of_person = 'partition by person_key, week_start_date' -%}
    (
        select
            *,
            not is_now
            and (
                row_number() over ({{ of_person }} order by merged_in)
                <= count(*) filter (where not is_now) over ({{ of_person }}) // 2
                or coalesce(sum(pull_count) over (
                    {{ of_person }} order by merged_in rows between unbounded preceding and 1 preceding
                ), 0) < 3
            ) as is_of_the_start
        from {{ weeks }}
    )
{%- endmacro %}

{#
    What share of somebody's pulls was such at the start: with one more of either kind than there were (Laplace's rule),
    so that few pulls leave open what was usual. Unknown of fewer than three.
#}
{% macro share_at_start(part_count, pull_count) -%}
    case
        when sum({{ pull_count }}) filter (where is_of_the_start) >= 3
            then
                (sum({{ part_count }}) filter (where is_of_the_start) + 1)
                / (sum({{ pull_count }}) filter (where is_of_the_start) + 2)
    end
{%- endmacro %}

{# What share of what was merged in the judged week itself was such; 0 where nothing was. #}
{% macro share_of_week(part_count, pull_count) -%}
    coalesce(
        sum({{ part_count }}) filter (where merged_in = week_start_date)
        / nullif(sum({{ pull_count }}) filter (where merged_in = week_start_date), 0),
        0
    )
{%- endmacro %}

{# Whether a pull request is the outcome of somebody's role (`role_outcomes`, by the one of `peers`); of none it may be. #}
{% macro outcome_is_a_pull() -%}
    coalesce(role_outcomes.outcome = 'pull_request', peers.role_family is null)
{%- endmacro %}

{# How many of a list's values lie in a band from `low`, one of them, to `high`, an expression of it, where it holds most. #}
{% macro densest_band(amounts, high) -%}
    list_max(list_transform(
        {{ amounts }},
        lambda low: len(list_filter({{ amounts }}, lambda amount: amount >= low and amount <= {{ high }}))
    ))
{%- endmacro %}

{#
    The pulls that a signal looks at: each week in which somebody merged something, as `judged`, beside all that they
    merged in the last so many `weeks`, itself the last, as `pulls`.
#}
{% macro with_pulls(weeks) -%}
    (
        select distinct
            person_key,
            week_start_date
        from {{ ref('int_signal_pulls') }}
        where is_merged and {{ in_span('week_start_date') }}
    ) as judged
    inner join {{ ref('int_signal_pulls') }} as pulls
        on
            judged.person_key = pulls.person_key
            and pulls.is_merged
            and judged.week_start_date >= pulls.week_start_date
            and judged.week_start_date <= pulls.week_start_date + {{ 7 * weeks - 7 }}
            and {{ in_span('pulls.week_start_date', 7 * weeks - 7) }}
{%- endmacro %}
