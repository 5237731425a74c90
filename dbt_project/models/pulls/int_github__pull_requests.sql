{{ piecewise(
    key=['pull_request_key'], pieces_of_row='partitions', content_by='active_on', pieces_at_once=31,
    standing={'pull_request_key': 'varchar', 'partitions': 'varchar[]'},
    made_of={'int_github__pull_parts': 'same piece', 'int_github__stray_lists': 'same piece'},
) }}
-- GitHub's pull requests under the columns all repositories share: of each part the newest partition, whole.
-- A pull is made of the partitions of several days, so a stale day touches those that have, or had, a part in it, and
-- those whose names decide, or decided, whose a stray list of it is.
with

touched as (

    select pull_request_key
    from {{ ref('int_github__pull_parts') }}
    where pull_request_key is not null and {{ in_pieces('partition') }}
    union
    select pull_request_key
    from (
        select
            pull_request_key,
            unnest(partitions) as partition
        from {{ ref('int_github__stray_lists') }}
        where pull_request_key is not null
    )
    where {{ in_pieces('partition') }}
    union
    select pull_request_key
    from {{ this }}
    where list_has_any(partitions, getvariable('pieces'))

),

-- first the partitions they lie in, so that the wide columns of all others are not read
located as (

    select distinct partition
    from {{ ref('int_github__pull_parts') }}
    semi join touched using (pull_request_key)

),

own as (

    select *
    from {{ ref('int_github__pull_parts') }}
    semi join located using (partition)
    semi join touched using (pull_request_key)

),

strays as (

    select *
    from {{ ref('int_github__stray_lists') }}
    semi join touched using (pull_request_key)

),

pulls as (

    select *
    from own
    qualify row_number() over (partition by pull_request_key order by updated_at desc, partition desc) = 1

),

-- of two lists of one day that which came under the name of that day
lists as (

    select
        pull_request_key,
        partition,
        coalesce(lower(repository) = repository_name, false) as is_by_name,
        repository_name,
        reviews,
        commit_count,
        commit_agent,
        file_count,
        line_count,
        effective_line_count,
        folders
    from own

    union all

    select
        strays.pull_request_key,
        parts.partition,
        false as is_by_name,
        parts.repository_name,
        parts.reviews,
        parts.commit_count,
        parts.commit_agent,
        parts.file_count,
        parts.line_count,
        parts.effective_line_count,
        parts.folders
    from strays
    inner join {{ ref('int_github__pull_parts') }} as parts
        on
            strays.partition = parts.partition
            and strays.repository_name = parts.repository_name
            and strays.number = parts.number
    where strays.is_owner and parts.pull_request_key is null

),

newest as (

    select
        pull_request_key,
        arg_max(reviews, (partition, is_by_name, repository_name)) as reviews,
        arg_max(
            { 'commit_count': commit_count, 'commit_agent': commit_agent }, (partition, is_by_name, repository_name)
        ) filter (where commit_count is not null) as commits,
        arg_max(
            {
                'file_count': file_count,
                'line_count': line_count,
                'effective_line_count': effective_line_count,
                'folders': folders
            },
            (partition, is_by_name, repository_name)
        ) filter (where file_count is not null) as files
    from lists
    group by pull_request_key

),

-- every name it bore, and every partition that had a say
lain as (

    select
        pull_request_key,
        list_sort(list_distinct(flatten(list(partitions)))) as partitions,
        list_sort(list_distinct(list(repository_name))) as repository_names
    from (
        select
            pull_request_key,
            [partition] as partitions,
            repository_name
        from own
        union all
        select
            pull_request_key,
            partitions,
            null as repository_name
        from strays
    )
    group by pull_request_key

),

combined as (

    select
        pulls.* exclude (
            partition,
            repository_name,
            reviews,
            commit_count,
            commit_agent,
            file_count,
            line_count,
            effective_line_count,
            folders,
            stated_commit_count,
            text_agent
        ),
        'github' as source,
        {{ active_on() }} as active_on,
        list_filter(
            lain.repository_names, lambda name: name is distinct from lower(pulls.repository)
        ) as former_repository_names,
        newest.reviews is not null as has_reviews,
        list_filter(newest.reviews, lambda review: review.login is distinct from pulls.author_login) as reviews,
        -- GitHub lists at most 250 commits and 3,000 files, and exports stop at a page
        case
            when newest.commits.commit_count > 0
                then newest.commits.commit_count >= coalesce(pulls.stated_commit_count, 0)
        end as are_commits_complete,
        coalesce(newest.commits.commit_agent, pulls.text_agent) as trailer_agent,
        -- files that are missing have no lines where those that came have them all: images, renames
        case
            when newest.files.file_count is not null
                then
                    newest.files.file_count >= coalesce(pulls.changed_file_count, 0)
                    or coalesce(newest.files.line_count = pulls.added_line_count + pulls.deleted_line_count, false)
        end as are_files_complete,
        newest.files.effective_line_count as listed_line_count,
        newest.files.folders,
        lain.partitions
    from pulls
    inner join newest using (pull_request_key)
    inner join lain using (pull_request_key)

)

select * from combined
