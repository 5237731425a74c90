{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'int_request_judgements': 'same piece',
    'int_daily_judgements': 'same piece',
    'int_outcome_judgements': 'same piece',
    'int_excuses': 'periods',
}) }}

with

judgements as (

    select
        judgements.*,
        thresholds.evidence_family
    from (
        select * from {{ ref('int_request_judgements') }}
        union all by name
        select * from {{ ref('int_daily_judgements') }}
        union all by name
        select * from {{ ref('int_outcome_judgements') }}
    ) as judgements
    inner join {{ ref('signal_thresholds') }} as thresholds using (signal)
    where {{ in_pieces('judgements.week_start_date') }}

),

excuses as (

    select
        judgements.person_key,
        judgements.week_start_date,
        judgements.signal,
        min(context.kind) as excused_by
    from judgements
    inner join {{ ref('int_excuses') }} as context
        on
            judgements.person_key = context.person_key
            and context.start_date < judgements.week_start_date + 7
            and context.end_date >= judgements.looked_from
    where
        -- a day of the one week that is looked at, or a quarter of the weeks: nobody is on call, or away, for good
        least(context.end_date, judgements.week_start_date + 6)
        - greatest(context.start_date, judgements.looked_from) + 1
        > (judgements.week_start_date - judgements.looked_from) / 4
        and (
            context.kind in (
                'registered_automation', 'migration', 'on_call', 'training_event', 'default_model_change'
            )
            -- an outage explains a storm of its own day, and no habit of the other days
            or (context.kind = 'outage' and context.end_date - context.start_date >= 2)
            -- who is away or newly joined does less, later, and with less to show for it; but has no reason to send
            -- requests like clockwork, to make all days alike or to approve in rings. Who is newly joined has first
            -- pulls, which are small ones, and first weeks, which later ones are unlike; who was away has no reason to
            -- do many times more, or what counts and is nothing
            or (
                context.kind in ('leave', 'holiday', 'onboarding')
                and judgements.evidence_grade != 'request'
                and judgements.evidence_family not in ('repetition', 'graph')
                and (
                    context.kind = 'onboarding'
                    or judgements.evidence_family not in ('padding', 'change', 'volume')
                )
            )
        )
    group by judgements.person_key, judgements.week_start_date, judgements.signal

)

select
    judgements.person_key,
    judgements.week_start_date,
    judgements.signal,
    judgements.evidence_family,
    judgements.evidence_grade,
    cast(judgements.score as decimal(5, 4)) as score,
    cast(judgements.n_observed as bigint) as n_observed,
    coalesce(judgements.is_beyond, false) as fired,
    cast(judgements.evidence as json) as evidence,
    excuses.excused_by
from judgements
left join excuses using (person_key, week_start_date, signal)
