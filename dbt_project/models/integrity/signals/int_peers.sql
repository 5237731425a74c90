{{ piecewise(piece='week_start_date', unit='week', made_of={
    'int_request_streams': 'same piece',
    'int_people_validity': 'periods',
}) }}
-- Who sent requests in a week, with what people are compared by: the tool they used most, whose habits its users
-- share (an editor that polls, completions cut at one length), and their role as of the week's last day. A program of
-- somebody's own is no tool with users.
select
    streams.person_key,
    streams.week_start_date,
    case when streams.tool not in ('api', 'unknown') then streams.tool end as tool,
    people.role_family
from {{ ref('int_request_streams') }} as streams
left join {{ ref('int_people_validity') }} as people
    on
        streams.person_key = people.person_key
        and streams.week_start_date + 6 >= people.valid_from
        and streams.week_start_date + 6 < people.valid_to
where
    streams.stream = 'all'
    and {{ in_pieces('streams.week_start_date') }}
