{{ piecewise(piece='week_start_date', unit='week', made_of={
    'int_weeks': 'same piece',
    'int_merged_pulls': 'days -14 to 20',
    'int_as_of': 'until',
}) }}
-- Who had an outcome in a week, once all of its outcomes are known: a counted pull request merged from 14 days before
-- it to 14 days after it. Who merged in a week is one row here, however many pulls.
with

weeks as (

    select week_start_date
    from {{ ref('int_weeks') }}
    where are_outcomes_known and {{ in_pieces('week_start_date') }}

),

merged as (

    select distinct
        cast(date_trunc('week', active_on) as date) as week_start_date,
        author_key
    from {{ ref('int_merged_pulls') }}
    where
        is_counted
        and active_on >= (select min(weeks.week_start_date) - 14 from weeks)
        and active_on < (select max(weeks.week_start_date) + 21 from weeks)
        and {{ in_span('active_on', 14, 14) }}

)

-- a pull merged in a week is an outcome of that week and of the two on either side
select distinct
    weeks.week_start_date,
    merged.author_key as person_key
from weeks
cross join (values (-14), (-7), (0), (7), (14)) as neighbours (days)
inner join merged on weeks.week_start_date + neighbours.days = merged.week_start_date
