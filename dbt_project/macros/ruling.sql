{#
    The rows of the directory that hold for all days, by their own dates: those of the newest snapshot, and, as long as
    that is not whole, of earlier ones about things it does not name (int_directory_snapshots).
#}
{% macro ruling(stream, thing) -%}
    select told.*
    from {{ ref('stg_directory__' ~ stream) }} as told
    inner join {{ ref('int_directory_snapshots') }} as snapshots
        on
            told.snapshot_date = snapshots.snapshot_date
            and snapshots.stream = {{ literal(stream) }}
            and snapshots.is_ruling
    qualify rank() over (partition by {{ thing }} order by told.snapshot_date desc) = 1
{%- endmacro %}
