-- What each week's flags are made of: its requests, and what excuses people in it. Weeks up to the as-of date; the week
-- it lies in is judged on what there is.
select
    cast(cast(date_trunc('week', cast(built.piece as date)) as date) as varchar) as piece,
    concat_ws(
        '/',
        {{ digest('built.piece, built.version') }},
        any_value(context.version),
        '{{ env_var("ASSAY_CODE_VERSION", "") }}'
    ) as version
from {{ built_versions('fct_requests') }} as built
cross join {{ ref('int_as_of') }} as as_of
left join {{ ref('int_context_week_versions') }} as context
    on context.week_start_date = cast(date_trunc('week', cast(built.piece as date)) as date)
where cast(built.piece as date) <= as_of.as_of_date
group by date_trunc('week', cast(built.piece as date))
