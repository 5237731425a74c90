{{ piecewise(piece='usage_date', unit='day', made_of={'fct_requests': 'same piece'}) }}
-- Whose requests of a day with a tool a second source lists again: a gateway and the vendor behind it. Either has the
-- same requests, each a moment and some tokens off, which together look like a script that sends all twice. The source
-- that speaks is the one that stands first of those that have requests at all, whichever of them counts for the day.
with

told as (

    select distinct
        usage_date,
        person_key,
        tool,
        source
    from {{ ref('fct_requests') }}
    where
        principal_type = 'human'
        and is_use
        and {{ in_pieces('usage_date') }}

)

select
    told.usage_date,
    told.person_key,
    told.tool,
    told.source
from told
left join {{ ref('tool_precedence') }} as precedence using (tool, source)
qualify
    row_number() over (
        partition by told.usage_date, told.person_key, told.tool
        order by {{ by_precedence('told.source') }}
    ) > 1
