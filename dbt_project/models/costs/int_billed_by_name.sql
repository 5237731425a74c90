-- Usage that its person is billed for by name has no part in what the others share, whatever days the two charges
-- cover: day by day, so that the person's other days do. Of the days that charges being allocated share.
with

shared as (

    select
        issuer,
        min(charge_date_start) as first_day,
        max(charge_date_end) as after_day
    from {{ ref('int_charge_meters') }}
    where allocation_rule = 'usage' and billed_cost != 0 and {{ in_pieces('charge_period') }}
    group by issuer

),

named_days as (

    select
        named.issuer,
        named.billed_thing,
        named.person_key,
        named.token_kind,
        cast(unnest(generate_series(
            greatest(named.charge_date_start, shared.first_day),
            least(named.charge_date_end, shared.after_day) - 1,
            interval 1 day
        )) as date) as usage_date
    from {{ ref('int_charge_meters') }} as named
    inner join shared
        on
            named.issuer = shared.issuer
            and named.charge_date_start < shared.after_day
            and named.charge_date_end > shared.first_day
    where
        named.allocation_rule = 'direct'
        -- who is given money back, or taxed, is not billed for the use
        and named.charge_category in ('Usage', 'Purchase')

)

select
    issuer,
    billed_thing,
    usage_date,
    person_key,
    bool_or(token_kind is null) as has_everything,
    list(distinct token_kind) filter (where token_kind is not null) as token_kinds
from named_days
group by issuer, billed_thing, usage_date, person_key
