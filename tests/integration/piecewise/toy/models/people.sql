{# one piece, whose rows hold from a day until another #}
{{ piecewise(made_of={'stg_people': 'the whole'}, periods=['valid_from', 'valid_to'], content_by='person') }}
select * from {{ ref('stg_people') }}
