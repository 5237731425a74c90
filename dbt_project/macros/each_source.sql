{#
    The models that feed a fact, one a vendor: every macro `<fact>__<source>` in macros/sources names one. A new vendor
    brings its file; nothing here changes.
    For example, macros/sources/kiro.sql holds usage_days__kiro, which returns ref('int_kiro__usage_days').
#}
{% macro sources_of(fact) -%}
    {%- set found = [] -%}
    {%- for name in context.keys() if name.startswith(fact ~ '__') -%}
        {%- do found.append(name.split('__')[1]) -%}
    {%- endfor -%}
    {{ return(found | sort) }}
{%- endmacro %}

{% macro union_sources(fact) -%}
    {%- for source in sources_of(fact) %}
    select * from {{ context[fact ~ '__' ~ source]() }}
    {%- if not loop.last %}
    union all by name
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{# What each day of a fact is made of: the partitions of the sources that feed these, and who the ids were that day. #}
{% macro day_versions(facts) -%}
{%- set sources = [] -%}
{%- for fact in facts -%} {%- do sources.extend(sources_of(fact)) -%} {%- endfor -%}
with

days as (

    select
        cast(partition as date) as usage_date,
        {{ digest('source, stream, version') }} as version
    from {{ ref('int_partition_versions') }}
    where has_rows and source in {{ literals(sources) }}
    group by usage_date

)

select
    cast(days.usage_date as varchar) as piece,
    days.version || '/' || coalesce(identities.version, '') as version
from days
left join {{ ref('int_identity_day_versions') }} as identities
    on days.usage_date >= identities.valid_from and days.usage_date < identities.valid_to
{%- endmacro %}
