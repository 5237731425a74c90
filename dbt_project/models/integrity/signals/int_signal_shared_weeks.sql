{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'fct_usage_days': 'its days',
    'int_people_validity': 'periods',
    'int_last_week_over': 'until',
}) }}
-- What a team's shared keys used in a week: service accounts that sit in it, and keys of nobody's that the vendor
-- counts as its own. In the unit of int_signal_weeks' `amount`.
select
    cast(date_trunc('week', usage.usage_date) as date) as week_start_date,
    coalesce(services.team_id, usage.unattributed_team_id) as team_id,
    cast(coalesce(
        sum(list_sum([
            usage.uncached_input_tokens, usage.cache_read_tokens, usage.cache_write_tokens, usage.output_tokens
        ])),
        sum(usage.credits)
    ) as decimal(38, 6)) as amount
from {{ ref('fct_usage_days') }} as usage
left join {{ ref('int_people_validity') }} as services
    on
        usage.principal_type = 'service'
        and usage.person_key = services.person_key
        and usage.usage_date >= services.valid_from
        and usage.usage_date < services.valid_to
where
    usage.principal_type != 'human'
    and usage.is_primary_measurement
    and coalesce(services.team_id, usage.unattributed_team_id) is not null
    and usage.usage_date <= (select last_day from {{ ref('int_last_week_over') }})
    and {{ in_pieces('usage.usage_date', 'week') }}
group by 1, 2
