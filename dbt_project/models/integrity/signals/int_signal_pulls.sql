{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'int_merged_pulls': 'its days',
    'fct_pull_requests': 'its days',
    'int_pull_reviews': 'its days',
    'int_identities': 'periods',
    'int_as_of': 'until',
}) }}
-- What signals on outcomes look at: people's pull requests, merged or still open, by the week they were last active
-- in. An agent's pull is its own account's, and whose work it was is not known.
with

pulls as (

    {% for is_merged, pulls in [('true', 'int_merged_pulls'), ('false', 'fct_pull_requests')] %}
        {{ 'union all' if not loop.first }}
        select
            pull_request_key,
            author_key,
            active_on,
            repository,
            created_at,
            {{ is_merged }} as is_merged,
            added_line_count,
            coalesce(effective_line_count, added_line_count + deleted_line_count) as line_count,
            change_set_id,
            is_trivial,
            is_counted,
            is_revert,
            is_reverted,
            ai_evidence,
            ai_agent
        from {{ ref(pulls) }}
        where
            author_type = 'human'
            and author_key != 'unattributed'
            and active_on <= (select as_of_date from {{ ref('int_as_of') }})
            and {{ in_pieces('active_on', 'week') }}
            {{ "and state = 'open'" if is_merged == 'false' }}
    {% endfor %}

),

-- a reviewer's first word on a pull, and how many they had
reviews as (

    select
        pull_request_key,
        list(
            { 'reviewer_key': reviewer_key, 'reviewed_at': reviewed_at, 'word_count': word_count } order by reviewer_key
        ) as reviews
    from (
        select
            pull_request_key,
            reviewer_key,
            min(submitted_at) as reviewed_at,
            count(*) as word_count
        from {{ ref('int_pull_reviews') }}
        where reviewer_type = 'human' and reviewer_key != 'unattributed' and {{ in_pieces('active_on', 'week') }}
        group by pull_request_key, reviewer_key
    )
    group by pull_request_key

)

select
    cast(date_trunc('week', pulls.active_on) as date) as week_start_date,
    pulls.author_key as person_key,
    pulls.* exclude (author_key),
    reviews.reviews
from pulls
left join reviews using (pull_request_key)
