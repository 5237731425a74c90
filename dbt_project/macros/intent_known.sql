{#
    Of groups of people the sum whose intent is known, 0 where they used something and nobody's use shows intent: those
    who used nothing did so without intent, but are no measure of it, and would make 'nobody' of 'unknown'.
#}
{% macro sum_of_intent_known() -%}
    case
        when sum(touched_people) = 0 or bool_or(touched_people > 0 and intent_known_people > 0)
            then sum(intent_known_people)
        else 0
    end
{%- endmacro %}

{# A number of people by their intent; NULL where nobody's is known. #}
{% macro by_intent(people) -%}
    cast(case when intent_known_people > 0 then {{ people }} end as bigint)
{%- endmacro %}
