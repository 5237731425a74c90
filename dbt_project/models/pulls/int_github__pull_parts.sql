{{ piecewise(piece='partition', made_of={
    'int_github__pulls': 'same piece',
    'int_github__revert_claims': 'same piece',
    'int_github__pull_reviews': 'same piece',
    'int_github__pull_commits': 'same piece',
    'int_github__pull_files': 'same piece',
}) }}
-- All that one partition says of a pull request: the pull itself, under each name its repository bore that day, and
-- its lists, of which any may be missing. Lists without their pull have no `pull_request_key`:
-- int_github__stray_lists.
{% set lists = ['partition', 'repository_name', 'number'] | join(', ') %}
with

pulls as (

    select * from {{ ref('int_github__pulls') }}
    where {{ in_pieces('partition') }}

),

claims as (

    select * from {{ ref('int_github__revert_claims') }}
    where {{ in_pieces('partition') }}

),

named as (

    select
        * exclude (repository_names),
        unnest(case when len(repository_names) > 0 then repository_names else [null] end) as repository_name
    from pulls
    left join claims using (partition, pull_request_key)

),

-- a name that passed to another repository within the day: the lists are of the pull that bears it now
owned as (

    select
        *,
        row_number() over (
            partition by {{ lists }} order by updated_at desc, created_at desc, pull_request_key asc
        ) = 1 as owns_lists
    from named

),

reviews as (

    select * from {{ ref('int_github__pull_reviews') }}
    where {{ in_pieces('partition') }}

),

commits as (

    select * from {{ ref('int_github__pull_commits') }}
    where {{ in_pieces('partition') }}

),

files as (

    select * from {{ ref('int_github__pull_files') }}
    where {{ in_pieces('partition') }}

),

lists as (

    select
        *,
        true as owns_lists
    from reviews
    full join commits using ({{ lists }})
    full join files using ({{ lists }})

)

select * exclude (owns_lists)
from owned
full join lists using ({{ lists }}, owns_lists)
