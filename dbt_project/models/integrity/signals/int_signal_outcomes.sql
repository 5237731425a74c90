-- What came of a person's week: changes that count, lines merged or still open, pulls still open, and pulls of others
-- that were reviewed.
with

authored as (

    select
        person_key,
        week_start_date,
        count(distinct change_set_id) filter (where is_counted) as outcome_count,
        count(*) filter (where is_merged) as merged_count,
        count(*) filter (where not is_merged) as open_count,
        -- unknown of one pull is unknown
        bool_or(added_line_count is null) as has_unknown_lines,
        sum(added_line_count) as added_line_count
    from {{ ref('int_signal_pulls') }}
    group by person_key, week_start_date

),

reviewed as (

    select
        review.reviewer_key as person_key,
        week_start_date,
        count(*) as reviewed_count
    from (
        select
            week_start_date,
            unnest(reviews) as review
        from {{ ref('int_signal_pulls') }}
    )
    group by review.reviewer_key, week_start_date

)

select
    person_key,
    week_start_date,
    coalesce(authored.outcome_count, 0) as outcome_count,
    coalesce(authored.merged_count, 0) as merged_count,
    coalesce(authored.open_count, 0) as open_count,
    coalesce(reviewed.reviewed_count, 0) as reviewed_count,
    case when not coalesce(authored.has_unknown_lines, false) then coalesce(authored.added_line_count, 0) end
        as added_line_count
from authored
full join reviewed using (person_key, week_start_date)
