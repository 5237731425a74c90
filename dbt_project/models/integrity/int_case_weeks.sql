{{ config(materialized='table') }}
-- Which weeks make which case. An episode ends after 28 quiet days, or where a reviewer found it benign: what comes
-- later is another case, and none for twelve weeks if its families are those that were looked at. Two families are
-- repeated where two of four weeks have two and share one: an evaluation of a week, and the report of a Friday two
-- weeks later, are two coincidences. One family counts where it is overwhelming in three of four weeks.
with

benign as (

    select *
    from {{ ref('int_case_decisions') }}
    where decision = 'benign'

),

warm as (

    select *
    from {{ ref('int_suspect_weeks') }} as weeks
    where not exists (
        select 1
        from benign
        where
            weeks.person_key = benign.person_key
            and weeks.week_start_date > benign.decided_on
            and weeks.week_start_date <= benign.decided_on + 84
            and list_has_all(benign.evidence_families, weeks.evidence_families)
    )

),

closed as (

    select
        warm.person_key,
        warm.week_start_date,
        count(*) as closed_count
    from warm
    inner join benign
        on
            warm.person_key = benign.person_key
            and warm.stretch = benign.stretch
            and warm.week_start_date > benign.decided_on
    group by warm.person_key, warm.week_start_date

),

counted as (

    select
        warm.*,
        coalesce(closed.closed_count, 0) as closed_count,
        list(warm.evidence_families) filter (where warm.has_two_families) over last_four as seen_families,
        count(*) filter (where warm.is_overwhelming) over last_four as overwhelming_count
    from warm
    left join closed using (person_key, week_start_date)
    window last_four as (
        partition by warm.person_key, warm.stretch, coalesce(closed.closed_count, 0)
        order by warm.week_start_date range between interval 21 day preceding and current row
    )

),

counting as (

    select *
    from counted
    -- a week is one of three in four also where the others follow it
    qualify
        has_two_families
        or max(overwhelming_count) over (
            partition by person_key, stretch, closed_count
            order by week_start_date range between current row and interval 21 day following
        ) >= 3

),

spaced as (

    select
        *,
        (
            has_two_families
            and len(list_filter(seen_families, lambda seen: list_has_any(seen, evidence_families))) >= 2
        )
        or overwhelming_count >= 3 as is_repeated,
        week_start_date - lag(week_start_date) over of_person > 28
        or (stretch, closed_count) != lag((stretch, closed_count)) over of_person as is_new
    from counting
    window of_person as (partition by person_key order by week_start_date)

)

select
    person_key,
    week_start_date,
    count(*) filter (where coalesce(is_new, true)) over (partition by person_key order by week_start_date) as episode,
    case_id,
    signals,
    evidence_families,
    evidence_grades,
    score,
    is_repeated
from spaced
