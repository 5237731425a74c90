{# a week is judged once it is over: nobody is suspected for half of one, and no day judges the days before it again #}
{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=2, made_of={
    'int_peers': 'same piece',
    'int_request_streams': 'days -84 to 6',
    'int_context': 'periods',
    'int_last_week_over': 'until',
}) }}

with

signals as (

    select *
    from (
        {{ union_of('signals') }}
    )
    where
        week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
        and {{ in_pieces('week_start_date') }}

),

excuses as (

    select
        signals.person_key,
        signals.week_start_date,
        min(context.kind) as excused_by
    from (select distinct
        person_key,
        week_start_date
    from signals) as signals
    inner join {{ ref('int_context') }} as context
        on
            signals.person_key = context.person_key
            and context.start_date < signals.week_start_date + 7
            and context.end_date >= signals.week_start_date
    -- who is on leave or newly joined has no reason to send requests like clockwork
    where
        context.kind in (
            'registered_automation', 'migration', 'on_call', 'training_event', 'outage', 'default_model_change'
        )
    group by signals.person_key, signals.week_start_date

)

select
    signals.person_key,
    signals.week_start_date,
    signals.signal,
    thresholds.evidence_family,
    cast(signals.score as decimal(5, 4)) as score,
    cast(signals.n_observed as bigint) as n_observed,
    coalesce(signals.is_beyond, false) as fired,
    cast(signals.evidence as json) as evidence,
    excuses.excused_by
from signals
inner join {{ ref('signal_thresholds') }} as thresholds using (signal)
left join excuses using (person_key, week_start_date)
