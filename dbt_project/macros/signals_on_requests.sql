{# The streams of requests of the weeks that are built, and of the twelve before: a person's own history. #}
{% macro streams_with_history() -%}
    select * from {{ ref('int_request_streams') }} where {{ in_span('week_start_date', before=84) }}
{%- endmacro %}

{# A habit of the week, not one job of one day: an evaluation, a batch, a storm of retries. #}
{% macro is_habit() -%} (day_count >= 3 and busiest_day_share <= 0.6) {%- endmacro %}

{# The step of 5 % that a size of a prompt lies in. #}
{% macro size_step(tokens) -%} cast(floor(20 * ln(1 + {{ tokens }})) as bigint) {%- endmacro %}

{# How much moments (a list, in ms) agree on a point of so many minutes: 1 where all do, near 0 where none do.
   The remainder first: of an angle of millions of turns a cosine takes five times as long. #}
{% macro phase(moments, minutes) -%}
    {%- set turn = 2 * 3.141592653589793 / (minutes * 60000) -%}
    sqrt(
        pow(list_avg(list_transform({{ moments }}, lambda ms: cos(ms % {{ minutes * 60000 }} * {{ turn }}))), 2)
        + pow(list_avg(list_transform({{ moments }}, lambda ms: sin(ms % {{ minutes * 60000 }} * {{ turn }}))), 2)
    )
{%- endmacro %}

{#
    What follows the CTE `measured` of a signal (person_key, week_start_date, tool, n_observed, observed_value, may_fire,
    facts) and makes its rows. A value is beyond its limit where it passes the threshold and the fence of the person's peers as
    well: what most users of a tool do is the tool's doing. The fence is Tukey's (a quartile, and one and a half times what
    lies between the quartiles), which one gamer among four does not move; peers are eight or more.

    below            the less, the more suspicious, and the fence is one of ratios: of spreads, where 1 is chance
    times_history    the limit is so many times the person's own median of the twelve weeks before, of four weeks at
                     least: without them nobody is judged
#}
{% macro rows_of_signal(signal, below=false, times_history=false) -%}
threshold as (

    {{ threshold_of(signal) }}

),

compared as (

    select
        peers.person_key,
        peers.week_start_date,
        -- what is not measured of somebody is as it is by chance, and so is what is further from a machine than chance
        {{ 'least(coalesce(measured.observed_value, 1), 1)' if below else 'coalesce(measured.observed_value, 0)' }}
            as compared_value,
        measured.* exclude (person_key, week_start_date, tool),
        coalesce(case when measured.tool not in ('api', 'unknown') then measured.tool end, peers.tool) as tool,
        peers.role_family,
        'everybody' as everybody
    from {{ ref('int_peers') }} as peers
    left join measured using (person_key, week_start_date)
    where {{ in_span('peers.week_start_date') }}

),

quartiles as (
    {% for peer_group in ['tool', 'role_family', 'everybody'] %}
    select
        week_start_date,
        {{ literal(peer_group) }} as kind,
        {{ peer_group }} as peer_group,
        median(observed_value) as peer_value,
        quantile_cont(compared_value, [0.25, 0.75]) as at_quarters
    from compared
    where {{ peer_group }} is not null
    group by week_start_date, peer_group
    having count(*) >= 8
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

),

histories as (

    select
        measured.person_key,
        measured.week_start_date,
        count(earlier.observed_value) as week_count,
        median(earlier.observed_value) as own_history
    from measured
    inner join measured as earlier
        on
            measured.person_key = earlier.person_key
            and measured.week_start_date > earlier.week_start_date
            and measured.week_start_date <= earlier.week_start_date + 84
            and earlier.n_observed >= (select n_min from threshold)
    where {{ in_span('measured.week_start_date') }}
    group by measured.person_key, measured.week_start_date

),

limited as (

    select
        compared.*,
        histories.own_history,
        coalesce(histories.week_count, 0) as week_count,
        coalesce(of_tool.peer_group, of_role.peer_group, of_all.peer_group) as peer_group,
        coalesce(of_tool.peer_value, of_role.peer_value, of_all.peer_value) as peer_value,
        coalesce(of_tool.at_quarters, of_role.at_quarters, of_all.at_quarters) as quarters,
        {{ 'least' if below else 'greatest' }}(
            threshold.limit_value{{ ' * histories.own_history' if times_history }},
            {%- if below %}
            case when quarters[2] = 0 then 0 else quarters[1] * pow(quarters[1] / quarters[2], 1.5) end
            {%- else %}
            quarters[2] + 1.5 * (quarters[2] - quarters[1])
            {%- endif %}
        ) as own_limit
    from compared
    cross join threshold
    left join histories using (person_key, week_start_date)
    {%- for alias, kind in [('of_tool', 'tool'), ('of_role', 'role_family'), ('of_all', 'everybody')] %}
    left join quartiles as {{ alias }}
        on
            {{ alias }}.kind = {{ literal(kind) }}
            and compared.week_start_date = {{ alias }}.week_start_date
            and compared.{{ kind }} = {{ alias }}.peer_group
    {%- endfor %}
    where
        compared.n_observed >= threshold.n_min
        and compared.observed_value is not null
        {%- if times_history %}
        and histories.week_count >= 4
        {%- endif %}

)

select
    person_key,
    week_start_date,
    {{ literal(signal) }} as signal,
    n_observed,
    observed_value,
    coalesce(may_fire and observed_value {{ '<' if below else '>' }} own_limit, false) as is_beyond,
    -- 0.5 at the limit, and no more where something else than the value speaks against it
    round(greatest(0, least(
        case when may_fire then 1 else 0.5 end,
        {%- if below %}
        case when own_limit > 0 then 1 - observed_value / (2 * own_limit) else 0 end
        {%- else %}
        case when own_limit > 0 then observed_value / (2 * own_limit) else 0 end
        {%- endif %}
    )), 4) as score,
    json_merge_patch(
        to_json({
            'own_value': round(observed_value, 4),
            'own_history': round(own_history, 4),
            'weeks_of_history': week_count,
            'peer_value': round(peer_value, 4),
            'peers': peer_group,
            'limit': round(own_limit, 4),
            'n': n_observed
        }),
        to_json(facts)
    ) as evidence
from limited
{%- endmacro %}
