with

source as (

    select
        *,
        {{ day_of_partition() }} as snapshot_date
    from {{ source('cursor', 'spend') }}

),

latest as (

    -- what a cycle has cost so far only grows: the larger is newer
    select *
    from source
    qualify {{ is_latest(
        'snapshot_date, "subscriptionCycleStart", ' ~ external_id('email'),
        newer=['"overallSpendCents"', '"spendCents"', '"fastPremiumRequests"']
    ) }}

),

renamed as (

    select
        partition,
        snapshot_date,
        cast({{ utc('"subscriptionCycleStart"') }} as date) as cycle_start_date,
        nullif("userId", '') as user_id,
        email,
        nullif(role, '') as role,
        -- `spendCents` holds what the plan includes where `includedSpendCents` stands beside it, and does not where
        -- `overallSpendCents` does; alone it may be either, so that neither sum is known.
        cast(coalesce(
            "overallSpendCents", case when "includedSpendCents" is not null then "spendCents" end
        ) * 0.01 as decimal(38, 12)) as overall_spend_usd,
        cast(coalesce(
            coalesce("overallSpendCents", "spendCents") - "includedSpendCents",
            case when "overallSpendCents" is not null then "spendCents" end
        ) * 0.01 as decimal(38, 12)) as on_demand_spend_usd,
        cast("spendCents" * 0.01 as decimal(38, 12)) as stated_spend_usd,
        "fastPremiumRequests" as premium_request_count,
        -- dollars; 0 is no limit of the member's own, and without any limit the field is null
        nullif("hardLimitOverrideDollars", 0) as limit_override_usd,
        "monthlyLimitDollars" as monthly_limit_usd,
        "effectivePerUserLimitDollars" as effective_limit_usd
    from latest

)

select * from renamed
