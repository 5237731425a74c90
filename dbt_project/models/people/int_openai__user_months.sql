{{ piecewise(piece='month', unit='month', made_of={'stg_openai__users': 'its days'}) }}
-- Lists of users come every day and say much the same: of each month the last word on a user, so that a day reads the
-- lists of its month and not those of all time.
select
    cast(date_trunc('month', snapshot_date) as date) as month,
    {{ external_id('user_id') }} as external_id,
    {{ external_id('max_by(user_email, snapshot_date)') }} as known_as,
    max(snapshot_date) as snapshot_date,
    min(added_at) as added_at
from {{ ref('stg_openai__users') }}
where user_email is not null and {{ in_pieces('snapshot_date', 'month') }}
group by month, user_id
