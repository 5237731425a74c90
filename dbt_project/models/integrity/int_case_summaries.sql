-- What a case rests on, as a lay person would say it: of each family of evidence the strongest week of its strongest
-- signal, in the words of the seed.
with

strongest as (

    select
        cases.case_id,
        fired.evidence_family,
        arg_max(
            struct_pack(signal := fired.signal, score := fired.score, evidence := fired.evidence),
            (fired.score, fired.week_start_date, fired.signal)
        ) as found
    from {{ ref('int_cases') }} as cases
    inner join {{ ref('int_case_weeks') }} as weeks
        on cases.person_key = weeks.person_key and cases.episode = weeks.episode
    inner join {{ ref('int_fired_signals') }} as fired
        on weeks.person_key = fired.person_key and weeks.week_start_date = fired.week_start_date
    group by cases.case_id, fired.evidence_family

),

said as (

    select
        strongest.case_id,
        string_agg(
            {{ filled_in('sentences.sentence', 'strongest.found.evidence') }},
            '; ' order by strongest.found.score desc, strongest.evidence_family asc
        ) as sentences
    from strongest
    inner join {{ ref('signal_sentences') }} as sentences on strongest.found.signal = sentences.signal
    group by strongest.case_id

)

select
    cases.case_id,
    concat(
        case when cases.week_count = 1 then 'In the week' else cases.week_count || ' weeks' end,
        ' from ', cases.opened_on, ', at its strongest: ', said.sentences, '.'
    ) as summary
from {{ ref('int_cases') }} as cases
inner join said using (case_id)
