{# Where a person sat on a day; cost without a person goes to the vendor's team where the company knows it. Joins. #}
{% macro join_team(rows) -%}
    left join {{ ref('int_people_validity') }} as people
        on
            {{ rows }}.person_key = people.person_key
            and {{ rows }}.usage_date >= people.valid_from
            and {{ rows }}.usage_date < people.valid_to
    left join {{ ref('int_teams') }} as vendor_team on {{ rows }}.unattributed_team_id = vendor_team.team_id
{%- endmacro %}
