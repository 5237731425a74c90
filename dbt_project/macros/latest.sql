{#
    Of rows about the same thing (`key`) the one that holds. What decides lies in the landing zone, so that the same files
    give the same rows in any home: what the rows say of being `newer` (the larger wins, a known one over an unknown),
    else the last file by name, and in it the last line. When a file came, and what its clock says, is not asked.
#}
{% macro is_latest(key, newer=[]) -%}
    row_number() over (
        partition by {{ key }}
        order by {% for said in newer %}{{ said }} desc nulls last, {% endfor %}file_row_number desc
    ) = 1
{%- endmacro %}
