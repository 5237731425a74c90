{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={'fct_usage_days': 'its days'}) }}
{%- set measures = [
    'session_count', 'request_count', 'intentional_action_count', 'uncached_input_tokens', 'cache_read_tokens',
    'cache_write_tokens', 'output_tokens', 'suggested_line_count', 'accepted_line_count', 'credits', 'list_cost_usd'
] %}
-- Where two sources saw the same work of the same person (or id that is nobody's) on the same day, what each says of
-- it. Only what both tell is compared: what one does not count is unknown, not 0.
with

measured as (

    select
        usage_date,
        coalesce(unattributed_key, person_key) as who,
        tool,
        model = 'all' as is_all_models,
        source,
        is_primary_measurement,
    {%- for measure in measures %}
        cast(sum({{ measure }}) as decimal(38, 12)) as {{ measure }}{{ ',' if not loop.last }}
    {%- endfor %}
    from {{ ref('fct_usage_days') }}
    where {{ in_pieces('usage_date', 'week') }}
    group by usage_date, who, tool, is_all_models, source, is_primary_measurement

),

pairs as (

    select
        cast(date_trunc('week', other.usage_date) as date) as week_start_date,
        other.who,
        other.tool,
        counted.source as primary_source,
        other.source as other_source,
    {%- for measure in measures %}
        case when other.{{ measure }} is not null then counted.{{ measure }} end as primary_{{ measure }},
        case when counted.{{ measure }} is not null then other.{{ measure }} end
            as other_{{ measure }}{{ ',' if not loop.last }}
    {%- endfor %}
    from measured as other
    inner join measured as counted
        on
            other.usage_date = counted.usage_date
            and other.who = counted.who
            and other.tool = counted.tool
            and other.is_all_models = counted.is_all_models
            and counted.is_primary_measurement
    where not other.is_primary_measurement

),

compared as (

    {%- for measure in measures %}
        select
            week_start_date,
            tool,
            {{ literal(measure) }} as measure,
            primary_source,
            other_source,
            count(distinct who) as compared_people,
            sum(primary_{{ measure }}) as primary_value,
            sum(other_{{ measure }}) as other_value
        from pairs
        where primary_{{ measure }} is not null
        group by week_start_date, tool, primary_source, other_source
        {% if not loop.last %} union all {% endif %}
    {%- endfor %}

)

select
    week_start_date,
    tool,
    measure,
    primary_source,
    other_source,
    compared_people,
    cast(primary_value as decimal(38, 12)) as primary_value,
    cast(other_value as decimal(38, 12)) as other_value,
    cast(cast(other_value - primary_value as double) / nullif(cast(primary_value as double), 0) as decimal(18, 6))
        as difference_share
from compared
