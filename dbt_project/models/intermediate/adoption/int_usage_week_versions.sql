-- What each week's usage is made of: its days, up to the as-of date.
select
    cast(cast(date_trunc('week', cast(built.piece as date)) as date) as varchar) as piece,
    {{ digest('built.piece, built.version') }} as version
from {{ built_versions('fct_usage_days') }} as built
inner join {{ ref('int_as_of') }} as as_of on cast(built.piece as date) <= as_of.as_of_date
group by date_trunc('week', cast(built.piece as date))
