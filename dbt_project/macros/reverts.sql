{#
    How people and tools write that a change takes another one back, as patterns (RE2) on lower-case text. What matches
    is a claim and no more: int_pull_reverts asks whether such a target exists.

    Block by block, since in a Jinja string a backslash is an escape.
#}
{% macro revert_verb() -%}
(?:reverts?|reverted|reverting|roll(?:s|ed|ing)?[ -]?back|back(?:s|ed|ing)?[ -]?out|undo(?:es|ing)?|unland(?:s|ed|ing)?)
{%- endmacro %}

{% macro reapply_verb() -%} (?:re-?land(?:s|ed|ing)?|re-?appl(?:y|ies|ied|ying)|un-?revert(?:s|ed|ing)?) {%- endmacro %}

{# `owner/name#7`, `#7`, `!7`, `gh-7`, a commit's id (`owner/name@id`), the address of a pull request or a commit #}
{% macro revert_target() -%}
(?:https?://[^\s)>\]]+/(?:pulls?|merge_requests|commits?)/[0-9a-f]+|(?:[\w.-]+(?:/[\w.-]+)+)?[#!][0-9]+|\bgh-[0-9]+\b|(?:[\w.-]+/[\w.-]+@)?\b[0-9a-f]{7,40}\b)
{%- endmacro %}

{# `the changes from pull requests #7, #8 (slow) and #9`; the group holds the targets #}
{% macro revert_targets() -%}
    {%- set noun -%} (?:commits?|changes?|changesets?|prs?|pull[ -]requests?|mrs?|merge[ -]requests?|diffs?) {%- endset -%}
    {%- set item -%} [`<\["*_]{0,3}{{ revert_target() }}[`>\]"*_]{0,3}(?:[ \t]?\([^)\n]*\))? {%- endset -%}
    {%- set bullet -%} \r?\n[ \t]*[-*+][ \t]+ {%- endset -%}
    {%- set separator -%}
        (?:[ \t]*(?:,[ \t]*and\b|,|;|&|\+|\band\b)[ \t]*|[ \t]+|{{ bullet }})(?:{{ noun }}[ \t]+)?
    {%- endset -%}
    (?:the[ \t]+)?(?:(?:changes?|work)[ \t]+(?:made[ \t]+|introduced[ \t]+)?(?:from|in|of|by)[ \t]+)?
    {{- '' -}} (?:the[ \t]+)?(?:{{ noun }}[ \t]*:?[ \t]*)?(?:{{ bullet }})?({{ item }}(?:{{ separator }}{{ item }})*)
{%- endmacro %}

{# A line of a body that says so, from its beginning: `This reverts commit …`, `- Reverts #7`, `This is a reland of …` #}
{% macro revert_line(verb) -%}
    {%- set subject -%} (?:this|the)[ \t]+(?:(?:pr|pull request|mr|merge request|commit|change|patch|cl)[ \t]+)?(?:is[ \t]+an?[ \t]+)? {%- endset -%}
    (?m)^ ?(?:[-+][ \t]+)?[*_]{0,2}(?:{{ subject }})?{{ verb }}(?:[ \t]+of)?[ \t]*:?[ \t]*{{ revert_targets() }}
{%- endmacro %}

{# What a heading says was taken back: `fix: revert …`, `[Revert] …`, `⏪️ Revert^2 "…"`. Groups: mark, verb, power, rest. #}
{% macro revert_heading() -%}
    {%- set before -%} [^a-z0-9\[(#"]+|:[a-z0-9_+-]+:|\[[^\]]*\]|\([^)]*\)|[a-z]+(?:\([^)]*\))?!?:|[a-z]{2,10}-[0-9]+:? {%- endset -%}
    ^(?:(?:{{ before }})\s*)*?(?:\[({{ revert_verb() }}|{{ reapply_verb() }})\]|({{ revert_verb() }}|{{ reapply_verb() }})(?:\([^)]*\))?!?(?:\^([0-9]+))?)[:\s]\s*(.*)$
{%- endmacro %}

{# What a person wrote, in lower case: without code blocks and comments, in which templates and manuals quote. #}
{% macro written(text) -%}
    lower(regexp_replace(coalesce({{ text }}, ''), '(?s)```.*?(?:```|$)|<!--.*?(?:-->|$)', '', 'g'))
{%- endmacro %}

{#
    A title as it is compared, without signs: tools put prefixes, quotes and emoji around it. Only digests of titles go
    further than this; of one that a host cut, the first forty characters are compared.
#}
{% macro bare_title(title) -%}
    trim(regexp_replace(lower({{ title }}), '[^\pL\pN]+', ' ', 'g'))
{%- endmacro %}

{% macro title_start(bare) -%} hash(left({{ bare }}, 40)) {%- endmacro %}
