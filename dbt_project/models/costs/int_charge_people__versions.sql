-- How the charges of a period were last allocated.
select
    charge_period as piece,
    version
from {{ ref('int_leading_versions') }}
