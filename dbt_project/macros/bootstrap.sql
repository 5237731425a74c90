{#
    The people behind a number, drawn again: each replicate counts everybody 0, 1, 2, … times (Poisson of mean 1, from a
    hash, so that a run gives the same again), with all of their weeks, for a person's weeks are alike. Replicate 0 is
    the people themselves. A hundred give a 5th and a 95th percentile to within a few hundredths.
#}
{% macro replicates() -%} (select unnest(range(101)) as replicate) {%- endmacro %}

{% macro replicate_weight(person, replicate) -%}
    case
        when {{ replicate }} = 0 then 1
        else list_count(list_filter(
            [0.367879, 0.735759, 0.919699, 0.981012, 0.996340, 0.999406],
            lambda bound: hash({{ person }}, {{ replicate }}) % 1000000 >= 1000000 * bound
        ))
    end
{%- endmacro %}
