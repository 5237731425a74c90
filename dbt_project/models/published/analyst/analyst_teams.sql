{{ config(alias='dim_teams') }}
-- All teams; which of them a copy names, publish/following.py says. A name in which a person's is told is not told:
-- teams are called after who leads them.
with recursive

paths as (

    select
        team_id,
        parent_team_id,
        [team_id] as path
    from {{ ref('int_teams') }}
    union all
    select
        paths.team_id,
        parents.parent_team_id,
        list_prepend(parents.team_id, paths.path) as path
    from paths
    inner join {{ ref('int_teams') }} as parents on paths.parent_team_id = parents.team_id
    -- a team that is above itself is its own top
    where not list_contains(paths.path, parents.team_id)

),

longest as (

    select
        team_id,
        max_by(path, len(path)) as path
    from paths
    group by team_id

),

words as (

    select
        team_id,
        string_split(trim(regexp_replace(lower(team_name), '[^[:alnum:]]+', ' ', 'g')), ' ') as words
    from {{ ref('int_teams') }}

),

phrases as (

    select
        team_id,
        array_to_string(words[spans.first:spans.first + spans.more], ' ') as phrase
    from words
    cross join
        lateral (
            select
                starts.first,
                lengths.more
            from (select unnest(range(1, len(words) + 1)) as first) as starts
            cross join (values (0), (1), (2), (3)) as lengths (more)
        ) as spans

),

people as (

    select trim(regexp_replace(lower(display_name), '[^[:alnum:]]+', ' ', 'g')) as name
    from {{ ref('person_identities') }}
    union
    select trim(regexp_replace(lower(split_part(email, '@', 1)), '[^[:alnum:]]+', ' ', 'g')) as name
    from {{ ref('person_identities') }}

)

select
    teams.team_id,
    case
        when teams.team_id not in (select phrases.team_id from phrases semi join people on phrases.phrase = people.name)
            then teams.team_name
    end as team_name,
    case when len(longest.path) > 1 then teams.parent_team_id end as parent_team_id,
    array_to_string(longest.path, ' / ') as path,
    cast(len(longest.path) as bigint) as depth,
    teams.cost_center
from {{ ref('int_teams') }} as teams
inner join longest using (team_id)
