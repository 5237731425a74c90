{# a week, and what was in the days around it #}
{{ piecewise(piece='week', unit='week', made_of={'weeks': 'same piece', 'days': 'days -7 to 13', 'as_of': 'until'}) }}
select
    weeks.week,
    weeks.team,
    sum(days.amount) as amount
from {{ ref('weeks') }} as weeks
inner join {{ ref('days') }} as days
    on
        weeks.team is not distinct from days.team
        and days.day >= weeks.week - 7 and days.day <= weeks.week + 13
        and days.day <= (select as_of_date from {{ ref('as_of') }})
where {{ in_pieces('weeks.week') }} and {{ in_span('days.day', before=7, after=7) }}
group by all
