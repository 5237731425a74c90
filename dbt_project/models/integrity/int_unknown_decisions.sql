-- A slip in an id, or a case that is gone since usage was restated: nobody's status, and somebody should look.
select
    decisions.case_id,
    max(decisions.decided_on) as decided_on
from {{ ref('stg_review__decisions') }} as decisions
where decisions.case_id not in (select weeks.case_id from {{ ref('int_suspect_weeks') }} as weeks)
group by decisions.case_id
