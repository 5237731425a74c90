{# a key of all its partitions: of a piece that moves, and of one that goes, it is made again #}
{{ piecewise(
    key=['key'], pieces_of_row='partitions', content_by='last_day',
    standing={'key': 'varchar', 'partitions': 'varchar[]'},
    made_of={'stg_events': 'same piece'},
) }}
with

touched as (

    select key from {{ ref('stg_events') }} where {{ in_pieces('partition') }}
    union
    select key from {{ this }} where list_has_any(partitions, getvariable('pieces'))

)

select
    key,
    max(day) as last_day,
    sum(amount) as amount,
    list_sort(list_distinct(list(partition))) as partitions
from {{ ref('stg_events') }}
semi join touched using (key)
group by key
