-- Who the company's people are on the day of a snapshot, by the list that rules for each of them. Of several accounts
-- in it the one says where they sit that is in use and has a team, and the oldest since when they are here. Of users
-- who are nobody any more it counts when they left, where that is told.
select
    accounts.stream,
    accounts.snapshot_date,
    links.person_id,
    accounts.addresses[1] as email,
    accounts.display_name,
    accounts.team_id,
    accounts.team_name,
    accounts.cost_center,
    accounts.role_family,
    accounts.employment_type,
    accounts.fte,
    accounts.timezone,
    min(accounts.start_date) over (
        partition by accounts.stream, accounts.snapshot_date, links.person_id
    ) as start_date,
    case when not accounts.is_person or accounts.stream = 'people' then accounts.end_date end as end_date
from {{ ref('int_directory_accounts') }} as accounts
inner join {{ ref('int_account_people') }} as links
    on
        accounts.precedence = links.precedence
        and accounts.account_id = links.account_id
        and links.precedence = links.person_precedence
where accounts.is_person or accounts.end_date is not null
qualify
    row_number() over (
        partition by accounts.stream, accounts.snapshot_date, links.person_id
        order by
            accounts.is_person desc,
            accounts.team_id is null asc,
            accounts.employment_type = 'contractor' asc,
            accounts.end_date desc nulls first,
            accounts.account_id asc
    ) = 1
