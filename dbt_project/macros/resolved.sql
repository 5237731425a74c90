{#
    The person behind a row's ids on its day: the first id that is somebody's, else the second. Joins for `person_key` and
    `principal_type`. `sources` are those the rows can have; with them a day does not read the ids of all others. The
    rows' ids are in their normal form (external_id.sql): within a join it would cost five times as much.
#}
{% macro resolve_people(rows, sources) -%}
    left join {{ ref('int_identities') }} as first_identity
        on
            {{ rows }}.source = first_identity.source
            and first_identity.source in {{ literals(sources) }}
            and {{ rows }}.first_external_id = first_identity.external_id
            and {{ rows }}.usage_date >= first_identity.valid_from
            and {{ rows }}.usage_date < first_identity.valid_to
    left join {{ ref('int_identities') }} as second_identity
        on
            {{ rows }}.source = second_identity.source
            and second_identity.source in {{ literals(sources) }}
            and {{ rows }}.second_external_id = second_identity.external_id
            and {{ rows }}.usage_date >= second_identity.valid_from
            and {{ rows }}.usage_date < second_identity.valid_to
{%- endmacro %}

{% macro person_key() -%}
    coalesce(first_identity.person_key, second_identity.person_key, 'unattributed')
{%- endmacro %}

{% macro principal_type() -%}
    case
        when first_identity.person_key is not null then first_identity.principal_type
        when second_identity.person_key is not null then second_identity.principal_type
        else 'unknown'
    end
{%- endmacro %}

{#
    What stands for an id that is nobody's, the same in every source that knows it: so that work of nobody's that two
    sources measured is known to be the same. NULL for people, and where a source gives no id.
#}
{% macro unattributed_key(rows) -%}
    case
        when {{ person_key() }} = 'unattributed'
            then {{ pseudonym("'id:' || coalesce(" ~ rows ~ ".first_external_id, " ~ rows ~ ".second_external_id)") }}
    end
{%- endmacro %}
