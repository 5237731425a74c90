{#
    Who an account is, one rule for authors and reviewers: `agent`, `bot` or `human`. Agents come first, whatever their
    host calls them: their work counts. An app's login ends in `[bot]`, which some APIs leave out; then its type says it.
#}
{% macro account_type(login, vendor_type, principal_type) -%}
    {%- set whole_login -%}
        case
            when {{ vendor_type }} = 'Bot' and {{ login }} not like '%[bot]' then {{ login }} || '[bot]'
            else {{ login }}
        end
    {%- endset -%}
    case
        when {{ login }} in (select agents.login from {{ ref('ai_agents') }} as agents) then 'agent'
        when {{ whole_login }} in (select agents.login from {{ ref('ai_agents') }} as agents) then 'agent'
        when {{ vendor_type }} = 'Bot' or {{ login }} like '%[bot]' or {{ principal_type }} = 'service' then 'bot'
        when {{ login }} in (select bots.login from {{ ref('bots') }} as bots) then 'bot'
        else 'human'
    end
{%- endmacro %}

{# Whether an id is a program's: a word of it says so, as in `svc-review`, `team.bot` and `ci_deploy`. #}
{% macro is_a_programs_name(id) -%}
    coalesce(regexp_matches(
        lower({{ id }}),
        '(^|[^a-z])(bots?|ci|svc|service|automation|cron|scheduler|pipeline|runner|jenkins|robot|noreply)([^a-z]|$)'
    ), false)
{%- endmacro %}
