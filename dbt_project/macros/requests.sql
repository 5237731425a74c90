{# Whether a request failed, from what its source calls a status: a word, or HTTP's code. Not known is not failed. #}
{% macro is_failed(status) -%}
    coalesce(
        regexp_matches(
            lower({{ status }}),
            '^(fail|err|exception|timeout|timed|reject|denied|blocked|[45][0-9][0-9]($|[^0-9]))'
        ), false
    )
{%- endmacro %}

{#
    The product that a user agent names, in our letters: 'claude_cli' of 'claude-cli/2.0.31 (external, cli)'. The seed
    tool_user_agents has the tool of a product; one that it does not have is a tool of its own name.
#}
{% macro product(user_agent) -%}
    nullif(
        translate(lower(trim(regexp_extract({{ user_agent }}, '^[^/(]*'))), ' -.', '___'), ''
    )
{%- endmacro %}

{#
    Input tokens without those of a cache, of a count that may hold them: what was read from and written to a cache is
    within the prompt since the end of 2025; before, by provider, only the reads or neither. What is more than the prompt
    is not within it.
#}
{% macro uncached_tokens(prompt, cache_read, cache_write) -%}
    {{ prompt }} - case
        when {{ prompt }} >= coalesce({{ cache_read }}, 0) + coalesce({{ cache_write }}, 0)
            then coalesce({{ cache_read }}, 0) + coalesce({{ cache_write }}, 0)
        when {{ prompt }} >= {{ cache_read }} then {{ cache_read }}
        else 0
    end
{%- endmacro %}

{# In which order sources of one tool's work are asked; `precedence` is the seed tool_precedence, joined. #}
{% macro by_precedence(source) -%} coalesce(precedence.precedence, 1000), {{ source }} {%- endmacro %}
