-- Whose tokens have which price. Where a day's are of several, whose they are is not known: as good as one and the same
-- person's.
select
    month,
    tool,
    model,
    token_kind,
    unnest(case when price_basis = 'mixed' then ['contract', 'list', 'none'] else [price_basis] end) as price_basis,
    case when price_basis = 'mixed' then 'not known' else person_key end as person_key,
    tokens
from (
    select
        month,
        tool,
        model,
        person_key,
        unnest(['uncached_input', 'cache_read', 'cache_write', 'output']) as token_kind,
        unnest([uncached_input_basis, cache_read_basis, cache_write_basis, output_basis]) as price_basis,
        unnest([uncached_input, cache_read, cache_write, output]) as tokens
    from {{ ref('int_metered_people') }}
    where person_key is not null
)
where tokens != 0
