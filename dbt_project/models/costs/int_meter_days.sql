-- Whose use a meter shows on a day: tokens of a model, credits and sessions of a tool. Of the days, and the tools, that
-- charges being allocated are about.
with

charges as (

    select
        tool,
        model,
        charge_date_start,
        charge_date_end
    from {{ ref('int_charge_meters') }}
    where allocation_rule = 'usage' and {{ in_pieces('charge_period') }}

),

usage as (

    select
        usage_date,
        'model:' || model as meter,
        person_key,
        -- a team of the vendor's that the company does not know is no receiver of its own
        vendor_team.team_id as unattributed_team_id,
        sum(uncached_input_tokens) as uncached_input,
        sum(cache_read_tokens) as cache_read,
        sum(cache_write_tokens) as cache_write,
        sum(output_tokens) as output,
        null as credit_millionths,
        null as sessions
    from {{ ref('fct_usage_days') }}
    left join {{ ref('int_teams') }} as vendor_team on unattributed_team_id = vendor_team.team_id
    where
        is_primary_measurement
        and model != 'all'
        and usage_date >= (select min(charge_date_start) from charges)
        and usage_date < (select max(charge_date_end) from charges)
    group by usage_date, model, person_key, vendor_team.team_id

    union all

    select
        usage_date,
        'tool:' || tool as meter,
        person_key,
        vendor_team.team_id as unattributed_team_id,
        null as uncached_input,
        null as cache_read,
        null as cache_write,
        null as output,
        -- whole numbers to split by
        cast(sum(credits) * 1000000 as hugeint) as credit_millionths,
        sum(session_count) as sessions
    from {{ ref('fct_usage_days') }}
    left join {{ ref('int_teams') }} as vendor_team on unattributed_team_id = vendor_team.team_id
    where
        is_primary_measurement
        and tool in (
            select tool from charges
            where model is null
        )
        and usage_date >= (select min(charge_date_start) from charges)
        and usage_date < (select max(charge_date_end) from charges)
    group by usage_date, tool, person_key, vendor_team.team_id

)

-- teams here, where there are fewest rows
select
    usage.*,
    coalesce(people.team_id, vendor_team.team_id, 'unattributed') as team_id,
    coalesce(people.cost_center, vendor_team.cost_center, 'unattributed') as cost_center
from usage
{{ join_team('usage') }}
