{#
    The person in a charge's Tags, where an exporter names one: the one place that knows under which keys. Gateways write
    `user_email` and `user_id` (LiteLLM), clouds put `user:` before keys of the customer's own, people write blanks.
    An address is better known than a name, and a name than a number. `owner` and `createdBy` are no such keys: they say
    whose a thing is, not who used it.
#}
{% macro tagged_person(tags) -%}
    {%- set paths = [] -%}
    {%- for key in ['user_email', 'email', 'user_name', 'user', 'user_id', 'member_email', 'member'] -%}
        {%- for spelling in [key, key | replace('_', '-'), key | replace('_', ' '), key | replace('_', '')] | unique -%}
            {%- do paths.append('$."' ~ spelling ~ '"') -%}
            {%- do paths.append('$."user:' ~ spelling ~ '"') -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set names_somebody -%} (?i)"[^"]*(user|email|member)[^"]*"\s*: {%- endset -%}
    case
        when regexp_matches({{ tags }}, {{ literal(names_somebody) }}) and json_valid({{ tags }})
            -- the first that is no blank; objects and lists name nobody
            then list_filter(
                json_extract_string(lower({{ tags }}), [{{ literals(paths)[1:-1] }}]),
                lambda id: trim(id) not in ('', 'none', 'null') and not regexp_matches(id, '^\s*[{\[]')
            )[1]
    end
{%- endmacro %}
