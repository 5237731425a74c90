with

source as (

    select * from {{ source('kiro', 'user_report') }}

),

renamed as (

    select
        partition,
        {{ day_of_partition() }} as usage_date,
        -- the report writes it with its directory and without, and both are one row
        {{ external_id('"UserId"') }} as user_id,
        nullif("User_Email", '') as user_email,
        lower(replace("Client_Type", 'KIRO_', '')) as surface,
        "Chat_Conversations" as conversation_count,
        "Credits_Used" as credits,
        "Total_Messages" as message_count,
        model_messages,
        "ProfileId" as profile_id,
        file_row_number
    from source

),

latest as (

    select * exclude (file_row_number)
    from renamed
    -- counts of a day only grow: the fuller row is newer
    qualify {{ is_latest(
        'usage_date, profile_id, user_id, surface', newer=['message_count', 'credits', 'conversation_count']
    ) }}

)

select * from latest
