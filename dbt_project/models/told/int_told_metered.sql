{%- set numbers = ['tokens', 'metered_cost_usd', 'cache_read_cost_usd', 'cache_write_cost_usd', 'cache_saving_usd'] %}
with

cells as (

    select
        month,
        published_tool as tool,
        published_model as model,
        price_basis,
        cast(is_other as integer) as level,
        concat_ws(chr(31), tool, model, price_basis) as cell,
        {{ numbers | join(', ') }}
    from {{ ref('int_published_metered') }}

),

people as (

    select
        month,
        concat_ws(chr(31), tool, model, price_basis) as cell,
        person_key,
        {{ numbers | join(', ') }}
    from {{ ref('int_person_metered_costs') }}

)

{{ told_cells(['tool', 'model', 'price_basis'], numbers) }}
