{#
    One row per `columns`. A piecewise model names its `piece` column: within `dbt build` only the pieces built by
    this run are looked at, since the others were when they were built.
#}
{% test grain(model, columns, piece=none) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
where {{ built_by_this_run(model, piece) }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
