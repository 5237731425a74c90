{#
    One row per `columns`. A piecewise model names its `piece` column: within `dbt build` only the pieces that
    no build has tested yet are looked at.
#}
{% test grain(model, columns, piece=none) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
where {{ is_untested(model, piece) }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
