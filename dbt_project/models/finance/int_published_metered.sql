{{ piecewise(piece='month', unit='month', made_of={
    'mart_monthly_metered_cost': 'same piece',
    'int_metered_people': 'same piece',
    'int_metered_months': 'same piece',
}) }}
{%- set groups -%}
    (
        select
            month,
            tool,
            model,
            sum(tokens) as tokens,
            sum(metered_cost_usd) as metered_cost_usd
        from {{ ref('mart_monthly_metered_cost') }}
        where {{ in_pieces('month') }}
        group by month, tool, model
    )
{%- endset -%}
{%- set people -%}
    (
        select
            people.month,
            people.tool,
            people.model,
            people.person_key,
            people.tokens,
            -- shown to nobody and only compared, so a DOUBLE will do for it
            cast(
                coalesce(cast(metered.metered_cost_usd as double) * people.tokens / metered.tokens, 0)
                as decimal(38, 12)
            ) as metered_cost_usd
        from (
            select
                month,
                tool,
                model,
                person_key,
                unnest(['uncached_input', 'cache_read', 'cache_write', 'output']) as token_kind,
                unnest([uncached_input, cache_read, cache_write, output]) as tokens
            from {{ ref('int_metered_people') }}
            where person_key is not null and {{ in_pieces('month') }}
        ) as people
        left join {{ ref('int_metered_months') }} as metered
            on
                people.month = metered.month
                and people.tool = metered.tool
                and people.model = metered.model
                and people.token_kind = metered.token_kind
    )
{%- endset %}
-- Which tools and models of a month may be shown by themselves to who may not see one person's use.
select
    month,
    tool,
    model,
    is_other
from ({{ merged_groups(groups, people, 'month', 'tool, model', ['tokens', 'metered_cost_usd']) }})
