with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date
    from {{ source('gemini_code_assist', 'metadata_log') }}

),

latest as (

    -- a sink delivers an entry once or more
    select *
    from source
    qualify {{ is_latest('usage_date, "logName", "timestamp", "insertId"') }}

),

renamed as (

    select
        partition,
        usage_date,
        "insertId" as entry_id,
        {{ utc('"timestamp"') }} as logged_at,
        nullif(labels.user_id, '') as user_email,
        coalesce(nullif(labels.client_name, ''), 'unknown') as client,
        case
            when "jsonPayload".chatacceptance is not null then 'chat_acceptance'
            when "jsonPayload".chatexposure is not null then 'chat_exposure'
            when "jsonPayload".codeacceptance is not null then 'code_acceptance'
            when "jsonPayload".codeexposure is not null then 'code_exposure'
            else 'other'
        end as kind,
        nullif(coalesce(
            "jsonPayload".chatacceptance.originalrequestid,
            "jsonPayload".chatexposure.originalrequestid,
            "jsonPayload".codeacceptance.originalrequestid,
            "jsonPayload".codeexposure.originalrequestid
        ), '') as original_request_id,
        coalesce(
            "jsonPayload".chatacceptance.linescount, "jsonPayload".codeacceptance.linescount
        ) as accepted_line_count,
        lower(nullif(coalesce(
            "jsonPayload".chatacceptance.programminglanguage,
            "jsonPayload".codeacceptance.programminglanguage,
            "jsonPayload".codeexposure.programminglanguage
        ), '')) as programming_language,
        coalesce(
            "jsonPayload".chatacceptance.is_agentic,
            "jsonPayload".chatacceptance.isagentic,
            "jsonPayload".chatexposure.is_agentic,
            "jsonPayload".chatexposure.isagentic
        ) as is_agentic
    from latest
    -- the log of the company's whole Gemini may hold Cloud Assist's answers in the console
    where coalesce(labels.product, '') in ('', 'code_assist', 'unknown')

)

select * from renamed
