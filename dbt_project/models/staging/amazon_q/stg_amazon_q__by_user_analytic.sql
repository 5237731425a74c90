with

source as (

    select * from {{ source('amazon_q', 'by_user_analytic') }}

),

renamed as (

    select
        partition,
        {{ day_of_partition() }} as usage_date,
        -- the report writes it with its directory and without, and both are one row
        {{ external_id('"UserId"') }} as user_id,
        "Chat_MessagesSent" as message_count,
        "Inline_SuggestionsCount" as shown_completion_count,
        -- what somebody asked for, clicked or accepted; reviews may come on their own
        list_sum([
            "Chat_MessagesInteracted",
            "Inline_AcceptanceCount",
            "InlineChat_TotalEventCount",
            "Dev_GenerationEventCount",
            "Dev_AcceptanceEventCount",
            "CodeFix_GenerationEventCount",
            "CodeFix_AcceptanceEventCount",
            "TestGeneration_EventCount",
            "DocGeneration_EventCount",
            "Transformation_EventCount"
        ]) as action_count,
        "CodeReview_SucceededEventCount" + "CodeReview_FailedEventCount" as review_count,
        list_sum([
            "Chat_AICodeLines",
            "Inline_AICodeLines",
            "InlineChat_AcceptedLineAdditions",
            "Dev_AcceptedLines",
            "CodeFix_AcceptedLines",
            "TestGeneration_AcceptedLines",
            "DocGeneration_AcceptedLineAdditions",
            "DocGeneration_AcceptedLineUpdates"
        ]) as accepted_line_count,
        file_row_number
    from source

),

latest as (

    select * exclude (file_row_number)
    from renamed
    -- counts of a day only grow: the fuller row is newer
    qualify {{ is_latest('usage_date, user_id', newer=['message_count', 'action_count', 'shown_completion_count']) }}

)

select * from latest
