-- How many more people-weeks have so many active days than a smooth distribution has (facts: detector D10): of the
-- days after the first a beta-binomial of the same mean and variance, which knows people who differ. Of twelve weeks,
-- the full ones of full-time people who used anything in them, since whether somebody does at all is another
-- question; by group, number of days and replicate.
-- On made companies, whose people differ by a beta distribution, bunching at four days is found in 0 of 40 where nobody
-- tops up from three, in 18 of 20 where a tenth of 500 people do, and in 20 of 20 where a fifth of 200 do.
with

judged as (

    select distinct week_start_date
    from {{ ref('int_peer_groups') }}
    where {{ in_span('week_start_date') }}

),

people as (

    select
        judged.week_start_date,
        peers.person_key,
        {% for days in range(1, 6) %}
            count(*) filter (where least(used.active_day_count, 5) = {{ days }}) as weeks_{{ days }},
        {% endfor %}
        arg_max(peers.role_family, peers.week_start_date) as role_family
    from judged
    inner join {{ ref('int_peer_groups') }} as peers
        on
            judged.week_start_date >= peers.week_start_date
            and judged.week_start_date <= peers.week_start_date + 77
            and {{ in_span('peers.week_start_date', 77) }}
    inner join {{ ref('int_signal_weeks') }} as used
        on
            peers.person_key = used.person_key
            and peers.week_start_date = used.week_start_date
            and {{ in_span('used.week_start_date', 77) }}
    where peers.is_full_week and peers.fte = 1
    group by judged.week_start_date, peers.person_key

),

weighted as (

    select
        people.*,
        replicates.replicate,
        {{ replicate_weight('people.person_key', 'replicates.replicate') }} as weight
    from people
    cross join {{ replicates() }} as replicates

),

drawn as (

    select
        week_start_date,
        coalesce(role_family, 'all') as group_name,
        replicate,
        {% for days in range(1, 6) %}
            cast(sum(weight * weeks_{{ days }}) as double) as weeks_{{ days }},
        {% endfor %}
        count(*) as people
    from weighted
    group by grouping sets ((week_start_date, replicate), (week_start_date, role_family, replicate))
    -- who has no role is in `all` only
    having count(*) >= 5 and (grouping(role_family) = 1 or role_family is not null)

),

moments as (

    select
        *,
        weeks_1 + weeks_2 + weeks_3 + weeks_4 + weeks_5 as week_count,
        (weeks_2 + 2 * weeks_3 + 3 * weeks_4 + 4 * weeks_5) / week_count as mean_days,
        (weeks_2 + 4 * weeks_3 + 9 * weeks_4 + 16 * weeks_5) / week_count - mean_days ** 2 as variance,
        mean_days / 4 as day_share,
        -- how alike the days of a person's week are: 0 of a binomial, under 1
        greatest(0.001, least(0.999, (variance / (4 * day_share * (1 - day_share)) - 1) / 3)) as likeness,
        day_share * (1 - likeness) / likeness as alpha,
        (1 - day_share) * (1 - likeness) / likeness as beta
    from drawn
    where mean_days > 0 and mean_days < 4

)

{% for days in range(1, 6) %}
    {{ 'union all' if not loop.first }}
    select
        week_start_date,
        group_name,
        replicate,
        people,
        week_count as observation_count,
        {{ days }} as threshold_value,
        weeks_{{ days }} / week_count as observed_share,
        round({{ [1, 4, 6, 4, 1][days - 1] }} * exp(
            lgamma({{ days - 1 }} + alpha) + lgamma({{ 5 - days }} + beta) - lgamma(4 + alpha + beta)
            - lgamma(alpha) - lgamma(beta) + lgamma(alpha + beta)
        ), 4) as expected_share
    from moments
{% endfor %}
