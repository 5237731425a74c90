{#
    The versions that the pieces of a model should have, by its declaration: one query over the contents of its inputs.
    Inputs of 'same piece' and 'its days' say which pieces there are; all of them are parts of a piece's version, and so
    is the SQL of the views they were reached through.
#}
{% macro expected_versions() -%}
    {%- set plan = {'parts': [], 'views': [], 'until': none} -%}
    {%- for id in model.depends_on.nodes if not id.endswith('.int_partition_versions') -%}
        {%- do plan_input(plan, node_of(id), none) -%}
    {%- endfor -%}
    {%- set unit = config.get('unit', 'text') -%}
    with

    drivers as (

        {%- if not (config.get('piece') or config.get('key')) %}
        select 'all' as piece, 'all' as input, cast(0 as hugeint) as content
        {%- endif %}
        {%- for part in plan.parts if part.how in ('same piece', 'its days') %}
        {{ 'union all' if not loop.first }}
        select
            {% if part.how == 'its days' -%} cast({{ piece_of('cast(piece as date)', unit) }} as varchar) as piece,
            {%- else -%} piece, {%- endif %}
            {{ literal(part.name) }} as input,
            sum(cast(hash(piece, content) as hugeint)) as content
        from {{ part.content }} as content_of_input
        {%- if plan.until and unit != 'text' %}
        where cast(piece as date) <= (select * from {{ plan.until }})
        {%- endif %}
        group by all
        {%- endfor %}

    ),

    pieces as (

        select distinct
            piece,
            {%- if unit == 'text' %}
            cast(null as date) as first_day,
            cast(null as date) as after_day
            {%- else %}
            cast(piece as date) as first_day,
            {{ day_after_piece('cast(piece as date)', unit) }} as after_day
            {%- endif %}
        from drivers

    ),

    parts as (

        select * from drivers
        {%- for part in plan.parts if part.how not in ('same piece', 'its days') %}
        union all
        select
            pieces.piece,
            {{ literal(part.name) }} as input,
            {%- if part.how == 'the whole' %}
            found.content
        from pieces
        cross join (select sum(cast(hash(piece, content) as hugeint)) as content from {{ part.content }}) as found
            {%- elif part.how == 'periods' %}
            pieces.content
        from ({{ content_in_pieces('pieces', part.content) }}) as pieces
            {%- else %} {# days -14 to 20 #}
            sum(cast(hash(found.piece, found.content) as hugeint)) as content
        from pieces
        inner join {{ part.content }} as found
            on
                cast(found.piece as date) >= pieces.first_day + ({{ part.how.split(' ')[1] }})
                and cast(found.piece as date) <= pieces.first_day + ({{ part.how.split(' ')[3] }})
                {%- if plan.until %}
                and cast(found.piece as date) <= (select * from {{ plan.until }})
                {%- endif %}
        group by pieces.piece
            {%- endif %}
        {%- endfor %}

    )

    select
        piece,
        cast(sum(cast(hash(input, content, code) as hugeint)) as varchar) as version
    from parts
    cross join (
        select coalesce(sum(cast(hash(model, code) as hugeint)), 0) as code
        from state.code
        where model in {{ literals(plan.views or ['']) }}
    ) as views
    group by piece
{%- endmacro %}

{% macro node_of(id) -%} {{ return(graph.nodes.get(id) or graph.sources.get(id)) }} {%- endmacro %}

{#
    Adds to the plan an input, or what a view is made of. What `made_of` names is as it says there, also behind a view;
    else a view's own word (`word`) holds for all of it but seeds, which have no pieces. A view whose rows are few says
    itself how it is seen, by `content_by` or `periods`.
#}
{% macro plan_input(plan, node, word) -%}
    {%- set how = config.require('made_of').get(node.name, none if node.resource_type == 'seed' else word) -%}
    {%- if node.name == model.name ~ '__versions' -%} {%- set how = 'same piece' -%} {%- endif -%}
    {%- set is_view = node.resource_type == 'model' and node.config.materialized in ('view', 'ephemeral') -%}
    {%- set is_seen_itself = node.resource_type != 'source' and (node.config.get('content_by') or node.config.get('periods')) -%}
    {%- if how == 'until' -%}
        {%- do plan.update({'until': node.relation_name}) -%}
    {%- elif is_view and not is_seen_itself and not node.name.endswith('__versions') -%}
        {%- set view = code_key(node.schema, node.alias) -%}
        {%- if view not in plan.views -%} {%- do plan.views.append(view) -%} {%- endif -%}
        {%- for id in node.depends_on.nodes -%} {%- do plan_input(plan, node_of(id), how) -%} {%- endfor -%}
    {%- elif how == 'versions' -%}
        {# a part of what `<model>__versions` says #}
    {%- else -%}
        {%- set how = how if how and (config.get('piece') or config.get('key')) else 'the whole' -%}
        {%- set part = {'name': node.unique_id, 'how': how, 'content': content_relation(node, how)} -%}
        {%- if part not in plan.parts -%} {%- do plan.parts.append(part) -%} {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{# Where an input's content stands, or a query for it: by piece, or by the day from which it holds. #}
{% macro content_relation(node, how) -%}
    {%- set is_piecewise = node.resource_type == 'model' and node.config.materialized == 'piecewise' -%}
    {%- if node.resource_type == 'source' -%}
        ({{ partitions_of_source(node) }})
    {%- elif node.name.endswith('__versions') -%}
        (select piece, cast(hash(version) as hugeint) as content from {{ node.relation_name }})
    {%- elif how == 'periods' -%}
        {%- if is_piecewise -%} {{ state_table(node.alias, 'periods') }}
        {%- else -%} ({{ periods_of(node.relation_name, node.config.periods) }})
        {%- endif -%}
    {%- elif is_piecewise -%} {{ state_table(node.alias, 'content') }}
    {%- elif how == 'the whole' -%} ({{ content_of(node.relation_name, "'all'") }})
    {%- else -%} ({{ content_of(node.relation_name, node.config.get('content_by') or config.require('piece')) }})
    {%- endif -%}
{%- endmacro %}

{# What raw holds of a stream, by partition. #}
{% macro partitions_of_source(node) -%}
    select
        partition as piece,
        sum(cast(hash(version) as hugeint)) as content
    from {{ graph.nodes['model.' ~ project_name ~ '.int_partition_versions'].relation_name }}
    where source = {{ literal(node.source_name) }} and stream = {{ literal(node.name) }}
    group by partition
{%- endmacro %}
