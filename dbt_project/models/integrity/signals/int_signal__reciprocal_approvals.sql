-- Approvals that go round: of somebody's counted pulls of twelve weeks, the share whose reviewer was as fast as the
-- fastest tenth of all reviews (at most an hour, at least five minutes after the opening), where that reviewer's own
-- pulls come back the same way, at once or through others (a ring of up to five). Speed is no evidence (28 % of real
-- agent pulls merge within a minute) and neither is a pair: it takes both, again and again. Where a repository has
-- fewer than five people to review, nobody has a choice.
with recursive

seen as (

    select
        pulls.person_key,
        judged.week_start_date,
        pulls.pull_request_key,
        pulls.repository,
        list_transform(pulls.reviews, lambda review: struct_pack(
            reviewer_key := review.reviewer_key,
            seconds := date_diff('second', pulls.created_at, review.reviewed_at)
        )) as reviews
    from {{ with_pulls(12) }}
    where pulls.is_counted and pulls.reviews is not null

),

paces as (

    select
        week_start_date,
        greatest(300, least(3600, quantile_cont(seconds, 0.1))) as fast_seconds
    from (
        select
            week_start_date,
            list_min(list_transform(reviews, lambda review: review.seconds)) as seconds
        from seen
    )
    group by week_start_date

),

pulls as (

    select
        seen.*,
        list_filter(seen.reviews, lambda review: review.seconds <= paces.fast_seconds) as fast_reviews
    from seen
    inner join paces using (week_start_date)

),

choices as (

    select
        week_start_date,
        repository,
        count(distinct reviewer_key) as reviewer_count
    from (
        select
            week_start_date,
            repository,
            unnest(reviews).reviewer_key as reviewer_key
        from pulls
    )
    group by week_start_date, repository

),

authors as (

    select
        pulls.person_key,
        pulls.week_start_date,
        count(*) as n_observed
    from pulls
    inner join choices using (week_start_date, repository)
    where choices.reviewer_count >= 5
    group by pulls.person_key, pulls.week_start_date

),

edges as (

    select
        person_key,
        week_start_date,
        reviewer_key,
        count(*) as pull_count
    from (
        select
            pulls.person_key,
            pulls.week_start_date,
            unnest(pulls.fast_reviews).reviewer_key as reviewer_key
        from pulls
        inner join choices using (week_start_date, repository)
        where choices.reviewer_count >= 5
    )
    group by person_key, week_start_date, reviewer_key
    having count(*) >= 3

),

ways (person_key, week_start_date, first_key, last_key, length) as (

    select
        person_key,
        week_start_date,
        reviewer_key as first_key,
        reviewer_key as last_key,
        1 as length
    from edges

    union

    select
        ways.person_key,
        ways.week_start_date,
        ways.first_key,
        edges.reviewer_key as last_key,
        ways.length + 1 as length
    from ways
    inner join edges on ways.last_key = edges.person_key and ways.week_start_date = edges.week_start_date
    where ways.length < 5 and ways.last_key != ways.person_key

),

rings as (

    select
        person_key,
        week_start_date,
        first_key as reviewer_key,
        min(length) as ring_size
    from ways
    where last_key = person_key
    group by person_key, week_start_date, first_key

),

measured as (

    select
        authors.person_key,
        authors.week_start_date,
        authors.n_observed,
        least(
            1, coalesce(sum(edges.pull_count) filter (where rings.reviewer_key is not null), 0) / authors.n_observed
        ) as own_value,
        cast(null as double) as own_history,
        min(rings.ring_size) as ring_size
    from authors
    left join edges using (person_key, week_start_date)
    left join rings
        on
            edges.person_key = rings.person_key
            and edges.week_start_date = rings.week_start_date
            and edges.reviewer_key = rings.reviewer_key
    group by authors.person_key, authors.week_start_date, authors.n_observed

)
{{ judge('reciprocal_approvals', weeks=12, told={'ring_of': 'judged.ring_size'},
         beyond='peers.peer_value < threshold.limit_value / 2') }}
