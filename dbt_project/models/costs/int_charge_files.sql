{{ piecewise(piece='billing_period', made_of={'stg_focus__charges': 'same piece'}) }}
-- Which files of a billing period say again what another says. Clouds write the month so far every day, often under a
-- new name; who collects these files holds the bill as often, and all but the newest are copies.
--
-- A delivery is a file, or the parts of one run. It is superseded by another of the same issuer, account and
-- currency that has each of its charges, if at least half of them stand there with the same amounts, or if the two
-- are a series by their names and the other is later and reaches further: what a run says of its own day grows
-- until the next. Equal rows of one delivery are lawful, so charges are compared with how often they stand. What
-- repeats another and cannot be told from what adds to it is for people to decide.
with

charges as (

    select *
    from {{ ref('stg_focus__charges') }}
    where {{ in_pieces('billing_period') }}

),

files as (

    select
        *,
        concat_ws('|', issuer, billing_account_id, currency) as bill,
        -- the parts of a run, as Azure (part_0_0001), AWS (-00001) and Spark (part-00000-…-c000) number them
        regexp_replace(
            regexp_replace(file_name, '(\.[a-z]+)+$', ''),
            '(^|[-_. ])part[-_]?[0-9]+(_[0-9]{4})?|[-_][0-9]{5}$|[-.]c[0-9]{3}$', '', 'g'
        ) as delivery
    from (
        select
            billing_period,
            issuer,
            billing_account_id,
            currency,
            file_name,
            count(*) as charge_count,
            sum(billed_cost) as billed_cost,
            max(charge_date_end) as reaches_to,
            list(distinct invoice_id) filter (where invoice_id is not null) as invoices
        from charges
        group by billing_period, issuer, billing_account_id, currency, file_name
    )

),

-- only a bill that came more than once is looked at charge by charge
deliveries as (

    select
        billing_period,
        bill,
        delivery,
        sum(charge_count) as charge_count,
        max(reaches_to) as reaches_to,
        flatten(list(coalesce(invoices, []))) as invoices,
        regexp_replace(delivery, '[0-9]+', '#', 'g') as series,
        list_transform(regexp_extract_all(delivery, '[0-9]+'), lambda number: lpad(number, 40, '0')) as place,
        row_number() over (order by billing_period, bill, delivery) as number
    from files
    group by billing_period, bill, delivery
    qualify count(*) over (partition by billing_period, bill) > 1

),

repeated_files as (

    select
        files.*,
        deliveries.number
    from files
    inner join deliveries using (billing_period, bill, delivery)

),

hashed as (

    select
        repeated_files.number,
        -- an invoice has no number before the period is over, and its charges are the same
        hash(*columns(charges.* exclude (file_name, invoice_id))) as amounts,
        hash(*columns(
            charges.* exclude (file_name, invoice_id, billed_cost, effective_cost, list_cost, consumed_quantity)
        )) as thing
    from charges
    inner join repeated_files
        on
            charges.billing_period = repeated_files.billing_period
            and charges.file_name = repeated_files.file_name
            and charges.issuer = repeated_files.issuer
            and charges.billing_account_id is not distinct from repeated_files.billing_account_id
            and charges.currency = repeated_files.currency

),

held as (

    select
        hashed.number,
        side.is_same_amount,
        side.charge,
        count(*) as times
    from hashed
    cross join lateral (values (true, hashed.amounts), (false, hashed.thing)) as side (is_same_amount, charge)
    group by hashed.number, side.is_same_amount, side.charge

),

-- Charges that lie in the same deliveries are counted together: of thirty runs there are as many sets as runs, where
-- pairs of rows would be hundreds for each charge.
sets as (

    select
        is_same_amount,
        numbers,
        count(*) as charge_count
    from (
        select
            is_same_amount,
            list(number order by number) as numbers
        from (
            select
                number,
                is_same_amount,
                charge,
                unnest(range(times)) as occurrence
            from held
        )
        group by is_same_amount, charge, occurrence
    )
    group by is_same_amount, numbers

),

pairs as (

    select
        one.number,
        other.number as other_number,
        sum(sets.charge_count) filter (where sets.is_same_amount) as same_amount_count,
        sum(sets.charge_count) filter (where not sets.is_same_amount) as same_thing_count
    from sets
    cross join lateral (select unnest(sets.numbers) as number) as one
    cross join lateral (select unnest(sets.numbers) as number) as other
    where one.number != other.number
    group by one.number, other.number

),

compared as (

    select
        delivery.number,
        delivery.delivery,
        other.number as other_number,
        other.delivery as other_delivery,
        other.charge_count as other_count,
        pairs.same_thing_count,
        delivery.series = other.series and delivery.place != other.place as is_series,
        delivery.series = other.series and delivery.place < other.place as is_earlier,
        coalesce(delivery.reaches_to < other.reaches_to, false) as is_shorter,
        pairs.same_thing_count = delivery.charge_count as is_held,
        pairs.same_thing_count = other.charge_count as is_holding,
        coalesce(pairs.same_amount_count, 0) = delivery.charge_count as is_same,
        2 * coalesce(pairs.same_amount_count, 0) >= delivery.charge_count as is_mostly_same,
        2 * coalesce(pairs.same_amount_count, 0) > least(delivery.charge_count, other.charge_count) as is_repeated,
        list_has_all(other.invoices, delivery.invoices) as has_its_invoices
    from pairs
    inner join deliveries as delivery using (number)
    inner join deliveries as other on pairs.other_number = other.number
    -- the same charges on two invoices are two bills
    where
        list_has_any(delivery.invoices, other.invoices)
        or delivery.invoices = []
        or other.invoices = []

),

superseded as (

    select
        number,
        max_by(other_delivery, (other_count, other_delivery)) as superseded_by
    from compared
    where
        is_held
        and has_its_invoices
        and case
            when is_holding and is_same then delivery < other_delivery
            when is_holding then is_mostly_same and is_earlier
            else is_mostly_same or (is_earlier and is_shorter)
        end
    group by number

),

undecided as (

    select
        number,
        max_by(other_delivery, (same_thing_count, other_delivery)) as repeats,
        max(same_thing_count) as repeated_count
    from compared
    where
        (is_repeated or (is_held and (is_holding or is_series)) or (is_holding and is_series))
        and number not in (select superseded.number from superseded)
        and other_number not in (select superseded.number from superseded)
    group by number

)

select
    files.billing_period,
    files.issuer,
    files.billing_account_id,
    files.currency,
    files.file_name,
    files.delivery,
    files.charge_count,
    files.billed_cost,
    superseded.superseded_by,
    undecided.repeats,
    undecided.repeated_count
from files
left join deliveries using (billing_period, bill, delivery)
left join superseded using (number)
left join undecided using (number)
