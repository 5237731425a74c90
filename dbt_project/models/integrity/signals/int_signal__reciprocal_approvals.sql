-- Approvals that go round: of somebody's counted pulls of eight weeks (int_approvals), the share that is reviewed by
-- people who are quick with them, and whose own pulls come back so, at once or through others (a ring of up to five).
-- Quick is who is so again and again: three reviews or more whose places, taken together, chance gives once in 44 times
-- (Wilcoxon's rank sum) and are in the quickest third, so that waiting half an hour hides nothing, one quick answer
-- says nothing, and no more do many that are a little quicker. And it is a choice: those few have more of the reviews
-- than chance would give them among all who review there.
with recursive

approvals as (

    select * from {{ ref('int_approvals') }}

),

edges as (

    select
        person_key,
        week_start_date,
        reviewer_key,
        pull_count
    from approvals
    where pull_count >= 3 and (0.5 - mean_place) * sqrt(12 * pull_count) >= 2 and mean_place <= 1 / 3

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
        approvals.person_key,
        approvals.week_start_date,
        any_value(approvals.author_pull_count) as n_observed,
        any_value(approvals.author_review_count) as review_count,
        coalesce(sum(approvals.pull_count) filter (where rings.ring_size is not null), 0) as ring_review_count,
        least(1, ring_review_count / n_observed) as own_value,
        cast(null as double) as own_history,
        min(rings.ring_size) as ring_size,
        least(1, count(rings.ring_size) * any_value(approvals.chance)) as chance
    from approvals
    left join rings using (person_key, week_start_date, reviewer_key)
    where approvals.is_active
    group by approvals.person_key, approvals.week_start_date

)
{{ judge('reciprocal_approvals', weeks=8, told={
    'ring_of': 'judged.ring_size', 'by_chance': 'round(judged.chance, 4)'
}, beyond='peers.peer_value < threshold.limit_value / 2
    and judged.ring_review_count - judged.review_count * judged.chance
    > 3 * sqrt(judged.review_count * judged.chance * (1 - judged.chance))') }}
