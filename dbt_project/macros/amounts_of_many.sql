{#
    Amounts as they may be published. One of fewer than `least` people, or of which one person carries more than half,
    merges into `other`, and the next smallest with it while `other` would still be one, so that a total less what is
    shown gives none of them back. What is about nobody stays as it is.

    `relation` has a row an amount with `people_count` and `largest_person_cost`. Returns its columns and `is_other`,
    which is NULL where even all of a `period` together are of few, and nothing may be shown.
#}
{% macro amounts_of_many(relation, period, amount, order, least=5) -%}
    select
        * exclude (has_people, is_of_many, position, small_count, is_of_many_so_far),
        case
            when not has_people or small_count = 0 then false
            else
                position <= min(position) filter (where is_of_many_so_far and position >= small_count)
                    over (partition by {{ period }}, has_people)
        end as is_other
    from (
        select
            *,
            row_number() over so_far as position,
            count(*) filter (where not is_of_many) over (partition by {{ period }}, has_people) as small_count,
            max(people_count) over so_far >= {{ least }}
            and 2 * sum(largest_person_cost) over so_far <= abs(sum({{ amount }}) over so_far) as is_of_many_so_far
        from (
            select
                *,
                people_count > 0 as has_people,
                people_count >= {{ least }} and 2 * largest_person_cost <= abs({{ amount }}) as is_of_many
            from {{ relation }}
        )
        window
            so_far as (
                partition by {{ period }}, has_people
                order by is_of_many, people_count, {{ order }}
                rows unbounded preceding
            )
    )
{%- endmacro %}
