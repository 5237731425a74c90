-- What a pull request says that it takes back, or brings back, by partition: in its body (strength 1), by its
-- branch as hosts name it (2), in its title (3 to 5). Whether such a target exists is asked in int_pull_reverts. Of
-- its commits nothing is asked: one revert commit can sit in dozens of branches.
{% set is_suspicious -%}
    revert|roll(?:s|ed|ing)?[ -]?back|back(?:s|ed|ing)?[ -]?out|undo|unland|re-?land|re-?appl|original commit changeset
{%- endset %}
{% set list_of_commits -%} (?s)(?:^|\n)\* .*$ {%- endset %}
{% set trailing_number -%} [ \t]*\([#!][0-9]+\)[ \t]*$ {%- endset %}
{% set number_in_brackets -%} \([#!]([0-9]+)\) {%- endset %}
{% set heading -%} {{ revert_heading() }} {%- endset %}
{% set targets_first -%} ^(?:of[ \t]+)?{{ revert_targets() }} {%- endset %}
{% set between_quotes -%} ["”’»`] *(?:,? and|,|&|\+) *["“‘«`] {%- endset %}

with

written as (

    select
        partition,
        pull_request_key,
        number,
        lower(coalesce(title, '')) as title,
        lower(coalesce(merge_title, '')) as merge_title,
        lower(coalesce(head_ref, '')) as head_ref,
        -- from the first `* ` on a squashed pull lists its own commits
        regexp_replace({{ written('body') }}, {{ literal(list_of_commits) }}, '') || chr(10)
        || regexp_replace({{ written('merge_message') }}, {{ literal(list_of_commits) }}, '') as body
    from {{ ref('stg_github__pulls') }}

),

headed as (

    select
        *,
        regexp_extract(
            case
                when regexp_matches(title, {{ literal(heading) }}) then title
                -- the title of the merge ends with the pull's own number
                else regexp_replace(merge_title, {{ literal(trailing_number) }}, '')
            end,
            {{ literal(heading) }}, ['mark', 'verb', 'power', 'rest']
        ) as heading
    from written
    -- few are, and the patterns below are long
    where regexp_matches(concat_ws(' ', title, merge_title, head_ref, body), {{ literal(is_suspicious) }})

),

-- the title that the heading quotes; unquoted, the rest of the heading
quoted as (

    select
        *,
        regexp_matches(heading.mark || heading.verb, {{ literal('^' ~ reapply_verb()) }}) as is_reapplied,
        try_cast(heading.power as bigint) as power,
        coalesce(
            nullif(regexp_extract(heading.rest, '^["“‘«`](.*)["”’»`]', 1), ''),
            regexp_replace(heading.rest, '^["“‘«`]|^d[0-9]+: ', '')
        ) as title_named
    from headed

),

named as (

    select
        *,
        case
            when power > 2 then ['revert^' || (power - 1) || ' ' || title_named]
            when power = 2 then ['revert ' || title_named]
            -- `Revert "A" and "B"` names two
            else list_distinct([title_named] || string_split_regex(title_named, {{ literal(between_quotes) }}))
        end as names
    from quoted

),

statements as (

    select
        *,
        1 as strength,
        false as is_back,
        regexp_extract_all(body, {{ literal(revert_line(revert_verb())) }}, 1)
        || regexp_extract_all(body, '(?m)^original commit changeset: *([0-9a-f]{7,40})', 1) as statements
    from named

    union all

    select
        *,
        1 as strength,
        true as is_back,
        regexp_extract_all(body, {{ literal(revert_line(reapply_verb())) }}, 1) as statements
    from named

    union all

    select
        *,
        2 as strength,
        false as is_back,
        list_transform(
            regexp_extract_all(head_ref, '^reverts?[-_/](?:(?:pr|mr|pull)[-_/]?)?([0-9]+)(?:[-_/]|$)', 1),
            lambda found: '#' || found
        )
        || regexp_extract_all(head_ref, '^reverts?[-_/]([0-9a-f]{7,40})(?:[-_/]|$)', 1) as statements
    from named

    union all

    select
        *,
        4 as strength,
        is_reapplied as is_back,
        case
            when regexp_matches(heading.rest, {{ literal(targets_first) }})
                then regexp_extract_all(heading.rest, {{ literal(targets_first) }}, 1)
            -- unquoted, `Revert to X (#7)` goes to X, and `Undo stack (#7)` is a stack
            when
                regexp_matches(heading.rest, '^["“‘«`]')
                or (
                    not regexp_matches(heading.rest, '^(?:back )?to\b')
                    and not regexp_matches(heading.verb, '^(?:undo|roll|unland)')
                )
                -- `Revert "Revert "X (#1)" (#2)"` means #2, and a title may end with the pull's own number
                then list_transform(names, lambda name: '#' || list_filter(
                    regexp_extract_all(name, {{ literal(number_in_brackets) }}, 1),
                    lambda found: found != cast(number as varchar)
                )[-1])
        end as statements
    from named

),

said as (

    select
        partition,
        pull_request_key,
        strength,
        is_back,
        unnest(statements) as said
    from statements

),

-- a statement may name several targets, and explain them in brackets
targets as (

    select
        partition,
        pull_request_key,
        strength,
        is_back,
        unnest(regexp_extract_all(
            regexp_replace(said, '\([^)]*\)', '', 'g'), {{ literal(revert_target()) }}
        )) as target
    from said

),

titles as (

    select
        partition,
        pull_request_key,
        3 as strength,
        is_reapplied as is_back,
        unnest(names) as title
    from named

    union all

    -- last, since pulls may share a title but for the number behind it
    select
        partition,
        pull_request_key,
        5 as strength,
        is_reapplied as is_back,
        unnest(list_transform(
            list_filter(names, lambda found: regexp_matches(found, {{ literal(trailing_number) }})),
            lambda found: regexp_replace(found, {{ literal(trailing_number) }}, '')
        )) as title
    from named

),

bare_titles as (

    select
        *,
        {{ bare_title('title') }} as bare,
        regexp_matches(title, '(?:…|\.\.\.)$') as is_cut
    from titles

),

claims as (

    select
        partition,
        pull_request_key,
        strength,
        is_back,
        nullif(coalesce(
            nullif(regexp_extract(
                target, '^https?://[^/]+/(.+?)/(?:-/)?(?:pulls?|merge_requests|commits?)/', 1
            ), ''),
            regexp_extract(target, '^([\w.-]+(?:/[\w.-]+)+)[#!@]', 1)
        ), '') as repository_name,
        try_cast(regexp_extract(target, '(?:[#!]|\bgh-|/pulls?/|/merge_requests/)([0-9]+)$', 1) as bigint) as number,
        nullif(regexp_extract(target, '(?:^|@|/commits?/)([0-9a-f]{7,40})$', 1), '') as sha,
        null as title_hash,
        null as title_start_hash
    from targets

    union all

    select
        partition,
        pull_request_key,
        strength,
        is_back,
        null as repository_name,
        null as number,
        null as sha,
        case when not is_cut then hash(bare) end as title_hash,
        {{ title_start('bare') }} as title_start_hash
    from bare_titles
    where bare != '' and (not is_cut or length(bare) >= 40)

)

select
    partition,
    pull_request_key,
    list(distinct claim order by claim) as revert_claims
from (
    select
        partition,
        pull_request_key,
        struct_pack(
            strength := strength,
            is_back := is_back,
            repository_name := repository_name,
            number := number,
            sha := sha,
            title_hash := title_hash,
            title_start_hash := title_start_hash
        ) as claim
    from claims
)
group by partition, pull_request_key
