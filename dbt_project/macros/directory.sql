{#
    What exports of a company's users have in common. `addresses_in` finds the addresses in texts, however they are
    strung together: 'SMTP:ada@x.example+smtp:ada.l@y.example' is two; what stands in place of a list ('System.String[]')
    is none.
#}
{% macro addresses_in(columns) -%}
    {%- set address -%} [^\s;,|"@:]+@[^\s;,|"@+]+ {%- endset -%}
    list_transform(
        regexp_extract_all(
            lower(concat_ws(' ' {%- for column in columns %}, "{{ column }}" {%- endfor -%} )), {{ literal(address) }}
        ),
        lambda address: ltrim(address, '+')
    )
{%- endmacro %}

{#
    The team that a department is. Departments are typed by hand: blanks and letters make no other team. A name that
    rows of the marts have (sources/directory) is told from them.
#}
{% macro team_of_department(department) -%}
    {%- set name = "lower(regexp_replace(trim(" ~ department ~ "), '\\s+', ' ', 'g'))" -%}
    case
        when {{ name }} in ('all', 'other', 'unattributed') then {{ name }} || ' (department)'
        else nullif({{ name }}, '')
    end
{%- endmacro %}

{# What somebody is, by the words that a company puts into a user's type; a robot is told by them only. #}
{% macro employment_of(user_type, is_guest) -%}
    case
        when regexp_matches(lower({{ user_type }}), 'service|robot|\bbot\b|system|automation|shared') then 'service'
        when
            {{ is_guest }}
            or regexp_matches(lower({{ user_type }}), 'contract|contingent|extern|vendor|consult|freelanc|agency|guest|temp')
            then 'contractor'
        else 'employee'
    end
{%- endmacro %}
