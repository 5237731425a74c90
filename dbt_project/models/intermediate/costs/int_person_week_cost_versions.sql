-- What a person's weeks of cost are made of: their days, up to the as-of date.
select
    cast({{ week_in_month('cast(built.piece as date)') }} as varchar) as piece,
    {{ digest('built.piece, built.version') }} as version
from {{ built_versions('int_person_day_costs') }} as built
inner join {{ ref('int_as_of') }} as as_of on cast(built.piece as date) <= as_of.as_of_date
group by {{ week_in_month('cast(built.piece as date)') }}
