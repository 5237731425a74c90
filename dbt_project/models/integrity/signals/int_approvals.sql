-- Who reviews whose counted pulls of eight weeks, and how quickly beside all other reviews of the repository: the mean
-- of their places, from 0 to 1, by the clock and for the size alike, so that neither a repository where everybody is
-- quick nor small changes make anybody quick. Who came back to a pull has read it, and was not quick with it. Where
-- fewer than five review nobody chooses, and nothing is said.
with

reviewed as (

    select
        judged.week_start_date,
        pulls.person_key,
        pulls.week_start_date as merged_in,
        pulls.pull_request_key,
        pulls.repository,
        greatest(1, pulls.line_count) as line_count,
        unnest(pulls.reviews).reviewer_key as reviewer_key,
        unnest(pulls.reviews).word_count as word_count,
        greatest(0, date_diff('second', pulls.created_at, unnest(pulls.reviews).reviewed_at)) as seconds
    from (
        select distinct week_start_date
        from {{ ref('int_signal_pulls') }}
        where is_merged and {{ in_span('week_start_date') }}
    ) as judged
    -- also of those who merged nothing in the week itself: a ring goes round through them
    inner join {{ ref('int_signal_pulls') }} as pulls
        on
            pulls.is_merged
            and judged.week_start_date >= pulls.week_start_date
            and judged.week_start_date <= pulls.week_start_date + 49
            and {{ in_span('pulls.week_start_date', 49) }}
    where pulls.is_counted and pulls.reviews is not null

),

choices as (

    select
        week_start_date,
        repository,
        count(distinct reviewer_key) as reviewer_count
    from reviewed
    group by week_start_date, repository
    having count(distinct reviewer_key) >= 5

),

reviews as (

    select
        reviewed.*,
        choices.reviewer_count
    from reviewed
    inner join choices using (week_start_date, repository)

),

-- ties have the middle of their places
placed as (

    select
        *,
        case
            when word_count > 1 then 1
            else greatest(
                (cume_dist() over by_clock + (rank() over by_clock - 1) / count(*) over of_repository) / 2,
                (cume_dist() over by_size + (rank() over by_size - 1) / count(*) over of_repository) / 2
            )
        end as place
    from reviews
    window
        of_repository as (partition by week_start_date, repository),
        by_clock as (partition by week_start_date, repository order by seconds),
        by_size as (partition by week_start_date, repository order by seconds / line_count)

),

authors as (

    select
        person_key,
        week_start_date,
        count(distinct pull_request_key) as author_pull_count,
        count(*) as author_review_count,
        -- of one reviewer, if all were as likely
        avg(1 / (reviewer_count - 1)) as chance
    from placed
    group by person_key, week_start_date

),

-- whoever approves goes on with it, also in a week in which they merge nothing of their own
active as (

    select
        week_start_date,
        person_key
    from placed
    where merged_in = week_start_date
    union
    select
        week_start_date,
        reviewer_key as person_key
    from placed
    where merged_in = week_start_date

)

select
    placed.person_key,
    placed.week_start_date,
    placed.reviewer_key,
    count(*) as pull_count,
    round(avg(placed.place), 6) as mean_place,
    count(active.person_key) > 0 as is_active,
    any_value(authors.author_pull_count) as author_pull_count,
    any_value(authors.author_review_count) as author_review_count,
    any_value(authors.chance) as chance
from placed
inner join authors using (person_key, week_start_date)
left join active using (person_key, week_start_date)
group by placed.person_key, placed.week_start_date, placed.reviewer_key
