{# The models that feed a fact, one a source: `int_<source>__…`. Who adds a source adds its model here. #}
{% macro feeds(fact) -%}
    {{ return({
        'identities': ['int_github__identities', 'int_openai__identities'],
        'usage_days': [
            'int_amazon_q__usage_days', 'int_anthropic__api_usage_days', 'int_anthropic__usage_days',
            'int_claude_enterprise__usage_days', 'int_codex__usage_days', 'int_cursor__usage_days',
            'int_gemini_code_assist__usage_days', 'int_github_copilot__usage_days', 'int_kiro__usage_days',
            'int_openai__usage_days',
        ],
        'requests': [
            'int_cursor__requests', 'int_datadog__requests', 'int_langfuse__requests', 'int_litellm__requests',
            'int_otel__requests', 'int_phoenix__requests',
        ],
        'pull_requests': ['int_github__pull_requests'],
        'gaps': ['int_github__gaps'],
        'charges': [
            'int_anthropic__charges', 'int_cursor__charges', 'int_github_copilot__charges', 'int_openai__charges',
        ],
        'seat_holders': ['int_cursor__seat_holders', 'int_github_copilot__seat_holders'],
        'signals': [
            'int_signal__regular_timing', 'int_signal__steady_pace', 'int_signal__clock_phase', 'int_signal__no_pause',
            'int_signal__repeated_sizes', 'int_signal__few_templates', 'int_signal__near_repeated_sizes',
            'int_signal__sent_twice', 'int_signal__window_rush', 'int_signal__round_runs',
            'int_signal__burned_input', 'int_signal__fleet', 'int_signal__padded_prompts', 'int_signal__premium_trifles',
            'int_signal__prompted_together',
        ],
        'signals_on_days': [
            'int_signal__answerless_input', 'int_signal__deadline_pings', 'int_signal__even_counts',
            'int_signal__even_days', 'int_signal__even_days_off', 'int_signal__exact_days', 'int_signal__minimal_days',
            'int_signal__same_days', 'int_signal__same_totals', 'int_signal__smaller_steps', 'int_signal__sudden_lines',
            'int_signal__sudden_load', 'int_signal__swollen_lines', 'int_signal__team_sweep', 'int_signal__tiny_days',
            'int_signal__trifling_lines', 'int_signal__window_end',
        ],
        'signals_on_pulls': [
            'int_signal__cost_shifting', 'int_signal__lines_without_merge', 'int_signal__load_without_yield',
            'int_signal__pull_surge', 'int_signal__reciprocal_approvals', 'int_signal__relanded_pulls',
            'int_signal__spend_without_outcome', 'int_signal__split_pulls', 'int_signal__trailers_without_use',
            'int_signal__trivial_pulls',
        ],
    }[fact]) }}
{%- endmacro %}

{#
    The columns of a feed. A source's model names those it has; the others are NULL, which is unknown. `first_external_id`
    and `second_external_id` are the ids somebody is looked up by, in that order; `is_use` is false of a row of zeros.
    Of identities, `known_as` is the id by which the directory knows the person behind the vendor's own `external_id`,
    which holds from `valid_from` on, where that is known. Of a seat holder, `is_ending` is NULL where a list cannot say
    that a seat was taken away, and `ends_on` is the first day without it. Charges are what a vendor's own report says,
    in the columns of FOCUS.
#}
{% macro shape_of(fact) -%}
    {{ return({
        'identities': {'source': 'varchar', 'external_id': 'varchar', 'known_as': 'varchar', 'valid_from': 'date'},
        'usage_days': {
            'usage_date': 'date',
            'source': 'varchar',
            'tool': 'varchar',
            'surface': 'varchar',
            'model': 'varchar',
            'first_external_id': 'varchar',
            'second_external_id': 'varchar',
            'vendor_team_id': 'varchar',
            'is_use': 'boolean',
            'session_count': 'bigint',
            'request_count': 'bigint',
            'intentional_action_count': 'bigint',
            'uncached_input_tokens': 'bigint',
            'cache_read_tokens': 'bigint',
            'cache_write_tokens': 'bigint',
            'output_tokens': 'bigint',
            'suggested_line_count': 'bigint',
            'accepted_line_count': 'bigint',
            'credits': 'decimal(38, 12)',
            'list_cost_usd': 'decimal(38, 12)',
        },
        'requests': {
            'request_id': 'varchar',
            'gateway_key': 'ubigint',
            'source': 'varchar',
            'usage_date': 'date',
            'requested_at': 'timestamp',
            'first_external_id': 'varchar',
            'second_external_id': 'varchar',
            'vendor_team_id': 'varchar',
            'session_id': 'varchar',
            'tool': 'varchar',
            'model': 'varchar',
            'uncached_input_tokens': 'bigint',
            'cache_read_tokens': 'bigint',
            'cache_write_tokens': 'bigint',
            'output_tokens': 'bigint',
            'status': 'varchar',
            'is_use': 'boolean',
            'list_cost_usd': 'decimal(38, 12)',
        },
        'charges': {
            'source': 'varchar',
            'billing_period': 'varchar',
            'issuer': 'varchar',
            'service_provider': 'varchar',
            'service_name': 'varchar',
            'billing_account_id': 'varchar',
            'sub_account_id': 'varchar',
            'charge_date_start': 'date',
            'charge_date_end': 'date',
            'charge_category': 'varchar',
            'sku_id': 'varchar',
            'sku_price_details': 'json',
            'principal_id': 'varchar',
            'credential_id': 'varchar',
            'billed_cost': 'decimal(38, 12)',
            'effective_cost': 'decimal(38, 12)',
            'list_cost': 'decimal(38, 12)',
            'currency': 'varchar',
            'consumed_quantity': 'decimal(38, 12)',
            'consumed_unit': 'varchar',
        },
        'seat_holders': {
            'source': 'varchar',
            'tool': 'varchar',
            'snapshot_date': 'date',
            'first_external_id': 'varchar',
            'second_external_id': 'varchar',
            'assigned_on': 'date',
            'is_ending': 'boolean',
            'ends_on': 'date',
        },
    }.get(fact, {})) }}
{%- endmacro %}

{# All models that feed a fact, one after the other, in its shape. #}
{% macro union_of(fact) -%}
    {%- set shape = shape_of(fact) %}
    {%- if shape %}
    select
        {%- for name, type in shape.items() %}
        cast(null as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    where false
    {%- endif %}
    {%- for model in feeds(fact) %}
    {%- if shape or not loop.first %}
    union all by name
    {%- endif %}
    select * from {{ ref(model) }}
    {%- endfor %}
{%- endmacro %}

{# The sources of these facts, by the names of their models. #}
{% macro sources_of(facts) -%}
    {%- set found = [] -%}
    {%- for fact in facts -%}
        {%- for model in feeds(fact) -%} {%- do found.append(model.split('__')[0][4:]) -%} {%- endfor -%}
    {%- endfor -%}
    {{ return(found | unique | list) }}
{%- endmacro %}
