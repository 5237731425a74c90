-- What each week's flags are made of: its requests, and what excuses people in it. A week is judged once it is over:
-- nobody is suspected for half of one, and no day judges the days before it again.
select
    cast(cast(date_trunc('week', cast(built.piece as date)) as date) as varchar) as piece,
    concat_ws(
        '/',
        {{ digest('built.piece, built.version') }},
        any_value(context.version),
        {{ literal(env_var("ASSAY_CODE_VERSION", "")) }}
    ) as version
from {{ built_versions('fct_requests') }} as built
cross join {{ ref('int_as_of') }} as as_of
left join {{ ref('int_context_week_versions') }} as context
    on context.week_start_date = cast(date_trunc('week', cast(built.piece as date)) as date)
where date_trunc('week', cast(built.piece as date)) + interval 6 day <= as_of.as_of_date
group by date_trunc('week', cast(built.piece as date))
