-- Usage of ids that are nobody's, by id: facts keep none, but one id is as much as one person where a number is shown.
-- A user's name goes before the key, of which one user can have many; what has no id at all counts as one.
with

reported as (

    select
        usage_date,
        source,
        first_external_id,
        second_external_id,
        vendor_team_id,
        tool,
        model,
        1 as request_count,
        uncached_input_tokens,
        cache_read_tokens,
        cache_write_tokens,
        output_tokens,
        null as credits,
        list_cost_usd
    from {{ ref('int_requests_by_source') }}

    union all

    select
        usage_date,
        source,
        first_external_id,
        second_external_id,
        vendor_team_id,
        tool,
        model,
        request_count,
        uncached_input_tokens,
        cache_read_tokens,
        cache_write_tokens,
        output_tokens,
        credits,
        list_cost_usd
    from {{ ref('int_usage_by_source') }}

)

select
    reported.usage_date,
    md5(concat_ws('|', reported.source, coalesce(reported.first_external_id, reported.second_external_id)))
        as person_key,
    reported.tool,
    reported.model,
    reported.vendor_team_id,
    reported.request_count,
    reported.uncached_input_tokens,
    reported.cache_read_tokens,
    reported.cache_write_tokens,
    reported.output_tokens,
    reported.credits,
    reported.list_cost_usd
from reported
{{ resolve_people('reported', sources_of(['requests', 'usage_days'])) }}
where first_identity.person_key is null and second_identity.person_key is null
