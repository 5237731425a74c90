-- The same facts and marts as plain DuckDB SQL, whole, as somebody would write them who has one night and one copy.
create table identities as
select i.source, lower(i.external_id) as external_id, sha256(p.person_id) as person_key
from read_parquet('$raw/directory/identities/*/*.parquet') as i
join read_parquet('$raw/directory/people/*/*.parquet') as p using (person_id);

create table dim_people as
select sha256(person_id) as person_key, team_id, cost_center, role_family, employment_type, fte, timezone,
    start_date as valid_from, end_date as valid_to
from read_parquet('$raw/directory/people/*/*.parquet');

create table fct_requests as
select l.request_id, 'litellm' as source, cast(l.partition as date) as usage_date, timezone('UTC', l."startTime") as requested_at,
    coalesce(i.person_key, 'unattributed') as person_key, l.session_id, 'unknown' as tool, l.model,
    l.prompt_tokens as uncached_input_tokens, l.completion_tokens as output_tokens, l.status, l.spend as list_cost_usd
from (
    select * from read_parquet('$raw/litellm/spend_logs/*/*.parquet', hive_partitioning = true)
    qualify row_number() over (partition by partition, request_id order by file_row_number desc) = 1
) as l
left join identities as i on i.external_id = lower(l."user") and i.source = '*';

create table fct_usage_days as
with claude as (
    select cast(c.partition as date) as usage_date, coalesce(i.person_key, 'unattributed') as person_key, c.terminal_type as surface,
        c.core_metrics, c.tool_actions, c.model_breakdown
    from read_parquet('$raw/anthropic/claude_code_analytics/*/*.parquet', hive_partitioning = true) as c
    left join identities as i on i.external_id = lower(c.actor.email_address) and i.source = '*'
)
select usage_date, person_key, tool, 'unknown' as surface, coalesce(model, 'all') as model, 'litellm' as source,
    case when grouping(model) = 1 then count(distinct session_id) end as session_count,
    case when grouping(model) = 0 then count(*) end as request_count,
    case when grouping(model) = 1 then count(distinct session_id) end as intentional_action_count,
    case when grouping(model) = 0 then sum(uncached_input_tokens) end as uncached_input_tokens,
    null::bigint as cache_read_tokens, null::bigint as cache_write_tokens,
    case when grouping(model) = 0 then sum(output_tokens) end as output_tokens,
    case when grouping(model) = 0 then sum(list_cost_usd) end as list_cost_usd
from fct_requests
group by grouping sets ((usage_date, person_key, tool, model), (usage_date, person_key, tool))
union all
select usage_date, person_key, 'claude_code', surface, 'all', 'anthropic', sum(core_metrics.num_sessions), null,
    sum(list_sum(list_transform(map_values(tool_actions), lambda a: a.accepted))), null, null, null, null, null
from claude group by usage_date, person_key, surface
union all
select usage_date, person_key, 'claude_code', surface, m.model, 'anthropic', null, null, null, sum(m.tokens.input),
    sum(m.tokens.cache_read), sum(m.tokens.cache_creation), sum(m.tokens.output), sum(m.estimated_cost.amount) / 100
from (select *, unnest(model_breakdown) as m from claude) group by usage_date, person_key, surface, m.model;

create table fct_charges as
select md5(to_json(c)) as charge_id, "InvoiceIssuerName" as issuer, cast("ChargePeriodStart" as date) as charge_date,
    "BilledCost" as billed_cost, regexp_replace("SkuId", '-(input|output)$', '') as model,
    case when "SkuId" like '%output' then 'output' else 'input' end as token_kind
from read_parquet('$raw/focus/charges/*/*.parquet') as c where "ChargePeriodStart" is not null;

create table fct_cost_allocations as
with weighted as (
    select c.charge_id, u.usage_date, u.person_key, cast(c.billed_cost * 1000000000000 as hugeint) as units,
        cast(case c.token_kind when 'input' then u.input else u.output end as hugeint) as weight
    from fct_charges as c
    join (
        select usage_date, model, person_key, sum(uncached_input_tokens) as input, sum(output_tokens) as output
        from fct_usage_days where model != 'all' group by all
    ) as u on u.usage_date = c.charge_date and u.model = c.model
), shared as (
    select *, units * weight // sum(weight) over (partition by charge_id) as floor_units,
        units * weight % sum(weight) over (partition by charge_id) as remainder
    from weighted where weight > 0
), ranked as (
    select *, row_number() over (partition by charge_id order by remainder desc, person_key) as place,
        units - sum(floor_units) over (partition by charge_id) as left_over
    from shared
)
select r.charge_id, r.usage_date, r.person_key, p.team_id, p.cost_center,
    cast((floor_units + (place <= left_over)::int)::decimal(38, 0) * 0.000000000001::decimal(13, 12) as decimal(38, 12)) as allocated_cost
from ranked as r left join dim_people as p using (person_key);

create table fct_pull_requests as
with latest as (
    select * from read_parquet('$raw/github/pulls/*/*.parquet', hive_partitioning = true)
    qualify row_number() over (partition by base.repo.full_name, number order by updated_at desc) = 1
), files as (
    select repo, number, sum(f.additions + f.deletions) as effective_line_count
    from (select repo, number, unnest(items) as f from read_parquet('$raw/github/pull_files/*/*.parquet'))
    where not regexp_matches(f.filename, '(^|/)(vendor|node_modules)/|[.]lock$') group by all
), commits as (
    select repo, number, bool_or(regexp_matches(lower(c.commit.message), 'co-authored-by: (claude|copilot)')) as has_trailer
    from (select repo, number, unnest(items) as c from read_parquet('$raw/github/pull_commits/*/*.parquet')) group by all
)
select l.base.repo.full_name || '#' || l.number as pull_request_key, l.base.repo.full_name as repository, l.number,
    coalesce(i.person_key, 'unattributed') as author_key, l.created_at, l.merged_at, f.effective_line_count, c.has_trailer,
    l.merged_at is not null and f.effective_line_count > 5 as is_counted
from latest as l
left join identities as i on i.source = 'github' and i.external_id = lower(l.user.login)
left join files as f on f.repo = l.base.repo.full_name and f.number = l.number
left join commits as c on c.repo = l.base.repo.full_name and c.number = l.number;

create table fct_pull_request_costs as
with days as (
    select usage_date, person_key, sum(allocated_cost) as cost from fct_cost_allocations group by all
), open as (
    select d.*, p.pull_request_key, count(*) over (partition by d.usage_date, d.person_key) as pulls,
        row_number() over (partition by d.usage_date, d.person_key order by pull_request_key) as place
    from days as d join fct_pull_requests as p on p.author_key = d.person_key
        and d.usage_date between p.created_at::date and p.merged_at::date
)
select pull_request_key, null as residual, usage_date,
    cast(((cost * 1000000000000)::hugeint // pulls + (place <= (cost * 1000000000000)::hugeint % pulls)::int)::decimal(38, 0)
        * 0.000000000001::decimal(13, 12) as decimal(38, 12)) as allocated_cost_usd
from open
union all
select null, 'no_pull_request', usage_date, sum(cost) from days anti join open using (usage_date, person_key) group by usage_date;

create table mart_person_weekly_gaming_flags as
with requests as (
    select person_key, date_trunc('week', usage_date) as week, requested_at, uncached_input_tokens as size from fct_requests
    where person_key != 'unattributed'
), gaps as (
    select person_key, week, date_diff('millisecond', lag(requested_at) over (partition by person_key, week order by requested_at),
        requested_at) as gap from requests
), ranked as (
    select *, percent_rank() over (partition by person_key, week order by gap) as r from gaps where gap is not null
), timing as (
    select person_key, week, count(*) as n, stddev_samp(gap) filter (where r between 0.05 and 0.95)
        / avg(gap) filter (where r between 0.05 and 0.95) as value
    from ranked group by all having count(*) >= 20
), sizes as (
    select person_key, week, sum(c) as n, max(c) / sum(c) as value
    from (select person_key, week, size, count(*) as c from requests group by all) group by all having sum(c) >= 50
)
select *, 'regular_timing' as signal, value < 0.3 as fired from timing
union all select *, 'repeated_sizes', value > 0.2 from sizes;

create table mart_team_monthly_pull_request_cost as
with costs as (
    select date_trunc('month', usage_date) as month, team_id, sum(allocated_cost) as cost, count(distinct person_key) as people
    from fct_cost_allocations group by all
), merged as (
    select date_trunc('month', merged_at) as month, team_id, count(*) as merged, count(*) filter (where is_counted) as counted
    from fct_pull_requests join dim_people on author_key = person_key group by all
)
select *, cost / merged as cost_per_merged from costs full join merged using (month, team_id);

create table mart_team_weekly_adoption as
with weeks as (
    select unnest(generate_series(min(date_trunc('week', usage_date)), max(date_trunc('week', usage_date)), interval 7 day)) as week
    from fct_usage_days
), used as (
    select week, person_key, sum(actions) > 0 as is_intentional, bool_and(actions <= 2) as is_compliance_only
    from (
        select date_trunc('week', usage_date) as week, usage_date, person_key, sum(intentional_action_count) as actions
        from fct_usage_days group by all
    ) group by all
), outcomes as (
    select distinct w.week, p.author_key from weeks as w join fct_pull_requests as p
        on p.is_counted and p.merged_at between w.week - interval 14 day and w.week + interval 21 day
)
select w.week, d.team_id, count(*) as scheduled, count(u.person_key) as touched, count(*) filter (where u.is_intentional) as intentional,
    count(*) filter (where u.is_intentional and o.author_key is not null) as outcome,
    count(*) filter (where u.is_compliance_only) as compliance_only
from weeks as w cross join dim_people as d
left join used as u on u.week = w.week and u.person_key = d.person_key
left join outcomes as o on o.week = w.week and o.author_key = d.person_key
group by all;
