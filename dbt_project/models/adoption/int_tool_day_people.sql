with

usage as (

    select
        usage.usage_date,
        -- A service account is nobody whose use could be told. An id that is nobody's is as much as one person, and all
        -- that has no id is one.
        case when usage.principal_type != 'service' then coalesce(usage.unattributed_key, usage.person_key) end
            as person_key,
        usage.tool,
        usage.model,
        coalesce(people.team_id, usage.unattributed_team_id, 'unattributed') as team_id,
        usage.request_count,
        usage.uncached_input_tokens,
        usage.cache_read_tokens,
        usage.cache_write_tokens,
        usage.output_tokens,
        usage.credits,
        usage.list_cost_usd
    from {{ ref('fct_usage_days') }} as usage
    left join {{ ref('int_people_validity') }} as people
        on
            usage.person_key = people.person_key
            and usage.usage_date >= people.valid_from
            and usage.usage_date < people.valid_to
    where usage.is_primary_measurement

)

select
    usage_date,
    person_key,
    tool,
    model,
    team_id,
    sum(request_count) as request_count,
    sum(uncached_input_tokens) as uncached_input_tokens,
    sum(cache_read_tokens) as cache_read_tokens,
    sum(cache_write_tokens) as cache_write_tokens,
    sum(output_tokens) as output_tokens,
    sum(credits) as credits,
    sum(list_cost_usd) as list_cost_usd
from usage
group by usage_date, person_key, tool, model, team_id
-- what a source tells of sessions and lines only is no measure of this, and zeros touch nobody
having greatest(
    sum(request_count),
    sum(uncached_input_tokens),
    sum(cache_read_tokens),
    sum(cache_write_tokens),
    sum(output_tokens),
    sum(credits),
    sum(list_cost_usd)
) > 0
