{#
    The normal form of an id in a vendor's name space. Both sides of every join of ids pass through it, so that the
    vendor's own spelling is an id, and so is any other that people write into a directory:
    case and outer blanks; `@login`; `mailto:`, `smtp:` and `user:` before an address; the directory before a user id
    of AWS Identity Center ('d-90670abcde.34a8f4d8-…' and '34a8f4d8-…' are one person); a session of an assumed role,
    which AWS names by the address of who assumed it; and a secret key, which gateways log by its SHA-256 only.
    'ada+ci@x.example' is not 'ada@x.example': who reads the mail is not who did the work.
    Hardly any id has something to take off, so it is looked for first: trim alone takes 0.4 s a million keys.
#}
{% macro external_id(text) -%}
    {%- set id = 'lower(' ~ text ~ ')' -%}
    {%- set before -%} (@|mailto:|smtp:|user:|(d-[0-9a-z]{10}|[0-9a-f]{8}-[0-9a-f-]{27})[.]) {%- endset -%}
    {#- a block, since in a Jinja string a backslash is an escape -#}
    {%- set blank_or_before -%} ^(\s|{{ before }}) {%- endset -%}
    nullif(
        case
            when regexp_matches({{ id }}, {{ literal(blank_or_before) }}) or ends_with({{ id }}, ' ')
                then regexp_replace(trim({{ id }}, ' ' || chr(9) || chr(10) || chr(13)), {{ literal('^' ~ before) }}, '')
            when starts_with({{ text }}, 'sk-') and length({{ text }}) > 20 then sha256({{ text }})
            when starts_with({{ id }}, 'arn:')
                then regexp_replace({{ id }}, '^arn:.*:assumed-role/[^/]+/([^/@]+@[^/@]+)$', '\1')
            else {{ id }}
        end,
        ''
    )
{%- endmacro %}

{# The ids of rows in their normal form, in the select list that brings the rows in: `select * replace (…)`. #}
{% macro external_ids() -%}
    {{ external_id('first_external_id') }} as first_external_id,
    {{ external_id('second_external_id') }} as second_external_id
{%- endmacro %}

{# What stands for an id where nobody may be named: nothing leads back from it without the home's salt. #}
{% macro pseudonym(id) -%}
    {# the salt lies in the home, readable by its owner only; it is read here and never passes through dbt #}
    sha256((select trim(content) from read_text(main.home() || '/person_key.salt')) || {{ id }})
{%- endmacro %}

{# What kind of id it is, by its normal form; without one, by where it stands: alone in a key's place, or at a host. #}
{% macro id_kind(id, source, is_key) -%}
    case
        when starts_with({{ id }}, 'arn:') then 'arn'
        when regexp_matches({{ id }}, '^[^@\s]+@[^@\s]+$') then 'email'
        when regexp_matches({{ id }}, '^(sk-|(api_?)?key[-_]|[0-9a-f]{64}$)') then 'api_key'
        when regexp_matches({{ id }}, '^(user[-_]|[0-9]+$|[0-9a-f]{8}-[0-9a-f-]{27}$)') then 'user_id'
        when {{ is_key }} then 'api_key_name'
        when {{ source }} in {{ literals(sources_of(['pull_requests'])) }} then 'login'
        else 'user_id'
    end
{%- endmacro %}
