{{ config(materialized='table', tags=['directory']) }}
-- Which accounts are one person: those that share an address, if nobody else has it. In the company's own list a person
-- is a person; in what a system exports an address may be the main one of one account and the second of another, both
-- of the same person's: a guest who got an account, an administrator's two. What several accounts give as their second,
-- or as their main one, tells nothing of any of them. The account of the list that rules (int_directory_accounts)
-- stands for the person; of one list's, who works and has a team goes first.
with

accounts as (

    select
        precedence,
        account_id,
        {
            'precedence': precedence,
            'is_nobody': not bool_or(is_person),
            'is_without_team': count(team_id) = 0,
            'is_contractor': bool_and(employment_type = 'contractor'),
            'account_id': account_id
        } as standing
    from {{ ref('int_directory_accounts') }}
    group by precedence, account_id

),

told as (

    select
        precedence,
        account_id,
        address,
        bool_or(is_main) as is_main
    from (
        select
            precedence,
            account_id,
            unnest(addresses) as address,
            true as is_main
        from {{ ref('int_directory_accounts') }}
        union all
        select
            precedence,
            account_id,
            unnest(other_addresses) as address,
            false as is_main
        from {{ ref('int_directory_accounts') }}
        union all
        select
            1 as precedence,
            person_id as account_id,
            external_id as address,
            false as is_main
        from ({{ ruling('identities', 'source, external_id') }})
        where contains(external_id, '@')
    )
    where address is not null
    group by precedence, account_id, address

),

firm as (

    select *
    from told
    qualify
        count(*) over (
            partition by precedence, address, case when precedence > 1 then is_main end
        ) = 1

),

shared as (

    -- its own account is one of those that have the address
    select
        firm.precedence,
        firm.account_id,
        accounts.standing as own_standing,
        firm.is_main,
        min(accounts.standing) over (partition by firm.address) as standing
    from firm
    inner join accounts using (precedence, account_id)

),

led as (

    -- where another list has an account's main address and another's second, the main one says who it is
    select
        own_standing,
        min_by(standing, {
            'precedence': standing.precedence,
            'is_second': standing.precedence < precedence and not is_main,
            'standing': standing
        }) as standing
    from shared
    group by own_standing

)

select
    accounts.precedence,
    accounts.account_id,
    coalesce(second.standing, first.standing, accounts.standing).precedence as person_precedence,
    coalesce(second.standing, first.standing, accounts.standing).account_id as person_id
from accounts
left join led as first on accounts.standing = first.own_standing
left join led as second on first.standing = second.own_standing
