-- Whose address it was when, by what systems export. It holds for all days, until another account of the list has it
-- alone, which begins with that snapshot; so does the id under which a system knows somebody. What the directory's own
-- identities give to somebody else is theirs.
with

listed as (

    select
        precedence,
        account_id,
        snapshot_date,
        unnest(list_distinct(list_concat(addresses, other_addresses, [{{ external_id('account_id') }}]))) as external_id
    from {{ ref('int_directory_accounts') }}
    where precedence > 1

),

spans as (

    select
        precedence,
        account_id,
        external_id,
        min(snapshot_date) as first_day,
        max(snapshot_date) as last_day
    from listed
    group by precedence, account_id, external_id

),

followed as (

    select
        *,
        max(last_day) over (
            partition by precedence, external_id order by first_day rows between unbounded preceding and 1 preceding
        ) as held_until,
        lead(first_day) over (partition by precedence, external_id order by first_day) as next_day
    from spans

)

select
    links.person_id,
    followed.external_id,
    case when followed.held_until < followed.first_day then followed.first_day end as valid_from,
    case when followed.next_day > followed.last_day then followed.next_day end as valid_to
from followed
inner join {{ ref('int_account_people') }} as links using (precedence, account_id)
anti join ({{ ruling('identities', 'source, external_id') }}) as claimed
    on followed.external_id = claimed.external_id and links.person_id != claimed.person_id
