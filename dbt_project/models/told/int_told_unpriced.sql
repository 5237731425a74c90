with

cells as (

    select
        month,
        published_tool as tool,
        published_model as model,
        token_kind,
        cast(is_other as integer) as level,
        concat_ws(chr(31), tool, model, token_kind) as cell,
        tokens
    from {{ ref('int_published_unpriced') }}

),

people as (

    select
        month,
        concat_ws(chr(31), tool, model, token_kind) as cell,
        person_key,
        tokens
    from {{ ref('int_priced_people') }}
    where price_basis = 'none'

)

{{ told_cells(['tool', 'model', 'token_kind'], ['tokens']) }}
