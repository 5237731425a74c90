{{ piecewise(piece='month', unit='month', pieces_at_once=1, made_of={
    'int_suspect_costs': 'its days',
    'int_last_week_over': 'until',
}) }}
-- What activity under suspicion cost. The columns overlap, and are never to be added up: most of a published case's
-- weeks have signals that fired, and a confirmed case was published.
with

weeks as (

    select
        *,
        cast(date_trunc('month', week_start_date) as date) as month
    from {{ ref('int_suspect_costs') }}
    where
        week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
        and {{ in_pieces('week_start_date', 'month') }}

),

teams as (

    select
        month,
        team_id,
        count(distinct person_key) as people_count
    from weeks
    group by month, team_id

),

published as (

    {{ published_teams('teams', 'month', 'people_count') }}

),

summed as (

    select
        weeks.month,
        case when grouping(published.published_team_id) = 1 then 'all' else published.published_team_id end as team_id,
        {% for column, condition in [
            ('published_case_cost_usd', 'weeks.is_published_case'),
            ('fired_signal_cost_usd', 'weeks.has_fired'),
            ('compliance_only_cost_usd', 'weeks.is_compliance_only'),
            ('confirmed_cost_usd', 'weeks.is_confirmed'),
        ] %}
            cast(
                sum(case when {{ condition }} then weeks.allocated_cost_usd else 0 end) as decimal(38, 12)
            ) as {{ column }},
        {% endfor %}
        count(distinct weeks.person_key) filter (where weeks.is_published_case) as flagged_people,
        count(distinct weeks.person_key) as people_count,
        count(weeks.is_compliance_only) as known_count,
        cast(sum(weeks.allocated_cost_usd) as decimal(38, 12)) as people_cost_usd
    from weeks
    inner join published using (month, team_id)
    group by grouping sets ((weeks.month, published.published_team_id), (weeks.month))

)

select
    month,
    team_id,
    published_case_cost_usd,
    fired_signal_cost_usd,
    case when known_count > 0 then compliance_only_cost_usd end as compliance_only_cost_usd,
    confirmed_cost_usd,
    cast(flagged_people as bigint) as flagged_people,
    people_cost_usd,
    cast(people_count as bigint) as people_count
from summed
-- of a company under five people there is only `all`
where team_id is not null
