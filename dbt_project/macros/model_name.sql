{#
    One name for a model, whoever writes it: gateways, vendors and bills spell the same model in a dozen ways, and a join
    of a bill with usage needs one. What is taken off says where a model runs, by which way it is reached, or which
    snapshot of it answered; sizes and kinds (`mini`, `70b`, `turbo`, `preview`) stay, so two models never become one.
    What no rule can know stands in seeds/reference/model_names.csv, by the name that comes out here.

    `all` is the name of the row of all models, so a model cannot have it.

    A subquery, because DuckDB evaluates one once for each value that differs: 0.06 s a million rows of five models, and
    2.7 s row by row.
#}
{% macro model_name(column) -%}
    {%- set steps = [
        ['^.*/', ''],
        ['^((us|eu|apac|jp|au|ca|sa|us-gov|global)\\.)?'
            ~ '((anthropic|amazon|meta|mistral|cohere|ai21|openai|qwen|google|nvidia|minimax|moonshot|zai|writer)\\.)?', ''],
        ['^((anthropic|amazon|openai|google|meta)[-_ ]+)+', ''],
        ['^(claude|claude-instant)-v([0-9]):([0-9])', '\\1-\\2-\\3'],
        ['(\\[[0-9]+[km]\\]|(-v?1)?:0|:[0-9]+k|:(thinking|free|beta|extended|nitro|floor|exacto|online)'
            ~ '|[-@:](latest|default)|-maas)+$', ''],
        ['[-@_ ]20[0-9]{2}[-_]?(0[1-9]|1[0-2])[-_]?[0-3][0-9]([-_@: ]|$)', '\\2'],
        ['[+]', '-plus'],
        ['[-_ .:@()]+', '-', 'g'],
        ['^-|-$', '', 'g'],
        ['^(gpt|claude|llama|gemini|qwen|gemma|phi|grok|glm)([0-9])', '\\1-\\2'],
        ['^(gpt-.*|o[0-9].*)-(0[1-9]|1[0-2])[0-3][0-9]$', '\\1'],
        ['^claude-?(sonnet|opus|haiku|instant)-?([0-9])', 'claude-\\1-\\2'],
        ['^claude-(sonnet|opus|haiku)-3(-[0-9])?(-|$)', 'claude-3\\2-\\1\\3'],
        ['^claude-([4-9]|[1-9][0-9])(-[0-9]{1,2})?-([a-z]{4,})', 'claude-\\3-\\1\\2'],
        ['^(claude-.*?[0-9a-z])(-0|-v[0-9]+|-thinking|-1m)+$', '\\1'],
        ['([^0-9][0-9])-([0-9]{1,2})(-|$)', '\\1.\\2\\3'],
        ['^(claude-.*)\\.', '\\1-'],
    ] -%}
    (
        select coalesce(nullif(nullif({{ rewritten('lower(as_written)', steps) }}, ''), 'all'), 'unknown')
        from (select {{ column }} as as_written)
    )
{%- endmacro %}

{#
    What is left of a bill's text when the words for kinds of token, tiers and places are gone: the model, where the text
    names one, else ''. A word of a tier goes only behind one of a kind, for a model can be called `standard`.
#}
{% macro without_token_words(text) -%}
    {%- set kind = "(uncached|cached?|cchd|input|inp|output|outp|opt|read|write|creation|hit|tokens?)" -%}
    {%- set tier = "(" ~ kind ~ "|count|batch|glbl|global|regnl|regional|data|d?zone|cross|region|priority|flex|standard"
        ~ "|mantle|units?|1[km])" -%}
    {{ rewritten(text, [
        ['(?i)^(us|eu|ap|ca|sa|me|af|il|mx)[a-z]{1,2}[0-9]-', ''],
        ['(?i)^(' ~ kind ~ ' )+([a-z]+ by|for|of) ', ''],
        ['(?i)(^|[-_ ,;:]+)((batch|priority)[-_ ,;:]+)?' ~ kind ~ '([-_ ,;:]+' ~ tier ~ ')*$', ''],
    ]) }}
{%- endmacro %}

{# A text with what each pattern finds replaced, one after the other. #}
{% macro rewritten(text, rules) -%}
    {%- set ns = namespace(text=text) -%}
    {%- for rule in rules -%}
        {%- set options = (", " ~ literal(rule[2])) if rule | length > 2 else "" -%}
        {%- set ns.text = "regexp_replace(" ~ ns.text ~ ", " ~ literal(rule[0]) ~ ", " ~ literal(rule[1]) ~ options ~ ")" -%}
    {%- endfor -%}
    {{ ns.text }}
{%- endmacro %}

{# A name by its words alone, with blanks around: `vertex_ai` and 'Vertex AI' are one, and `xai` is no part of either. #}
{% macro words(text) -%} concat(' ', trim(regexp_replace(lower({{ text }}), '[^a-z0-9]+', ' ', 'g')), ' ') {%- endmacro %}
