with

source as (

    select
        *,
        {{ day_of_partition() }} as snapshot_date
    from {{ source('github_copilot', 'seats') }}

),

latest as (

    -- an enterprise lists a user once for each team that gives the seat; one that nobody holds yet is a seat of its own
    select *
    from source
    qualify {{ is_latest(
        'snapshot_date, organization.id, coalesce(cast(assignee.id as varchar), concat_ws(\' \', \'line\', file_row_number))',
        newer=['last_activity_at', 'last_authenticated_at', 'created_at']
    ) }}

),

renamed as (

    select
        partition,
        snapshot_date,
        cast(assignee.id as varchar) as user_id,
        nullif(assignee.login, '') as user_login,
        nullif(assignee.email, '') as user_email,
        organization.login as organization,
        assigning_team.slug as team,
        plan_type as plan,
        {{ utc('created_at') }} as assigned_at,
        pending_cancellation_date as pending_cancellation_on,
        {{ utc('last_activity_at') }} as last_activity_at,
        nullif(last_activity_editor, '') as last_activity_editor,
        {{ utc('last_authenticated_at') }} as last_authenticated_at
    from latest

)

select * from renamed
