with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date
    from {{ source('cursor', 'daily_usage') }}

),

latest as (

    -- counts of a day only grow, and are told anew every hour: the fuller row is newer
    select *
    from source
    qualify {{ is_latest(
        'usage_date, coalesce(' ~ external_id('email') ~ ', "userId")',
        newer=[
            'list_sum(["composerRequests", "chatRequests", "agentRequests", "cmdkUsages"])',
            '"totalAccepts"', '"totalTabsShown"', '"totalLinesAdded"'
        ]
    ) }}

),

renamed as (

    select
        partition,
        usage_date,
        nullif(email, '') as email,
        nullif("userId", '') as user_number,
        "isActive" as is_active,
        "composerRequests" as composer_request_count,
        "chatRequests" as chat_request_count,
        "agentRequests" as agent_request_count,
        "cmdkUsages" as inline_edit_count,
        "bugbotUsages" as review_count,
        -- model requests, by who pays for them: the usage events are the same ones, one by one
        list_sum(["subscriptionIncludedReqs", "usageBasedReqs", "apiKeyReqs"]) as model_request_count,
        "totalLinesAdded" as suggested_line_count,
        "acceptedLinesAdded" as accepted_line_count,
        "totalApplies" as applied_edit_count,
        "totalAccepts" as accepted_edit_count,
        "totalRejects" as rejected_edit_count,
        "totalTabsShown" as shown_completion_count,
        "totalTabsAccepted" as accepted_completion_count,
        nullif("clientVersion", '') as client_version
    from latest

)

select * from renamed
