-- The charges of the files that count, and those of vendors' own reports, each with an id of its own. FOCUS gives a
-- charge none: what is known of it but where it was delivered is its fingerprint, and equal charges are lawful, so they
-- are told apart by their number.
with

known as (

    select delivered.* exclude (file_name)
    from {{ ref('stg_focus__charges') }} as delivered
    left join {{ ref('int_charge_files') }} as files
        on
            delivered.billing_period = files.billing_period
            and delivered.file_name = files.file_name
            and delivered.issuer = files.issuer
            and delivered.billing_account_id is not distinct from files.billing_account_id
            and delivered.currency = files.currency
    where files.superseded_by is null

),

fingerprints as (

    select
        known.*,
        md5(cast(to_json(known) as varchar)) as fingerprint,
        'focus' as source
    from known

    union all by name

    select
        vendor_charges.*,
        md5(cast(to_json(vendor_charges) as varchar)) as fingerprint
    from {{ ref('int_vendor_charges') }} as vendor_charges

)

select
    * exclude (fingerprint),
    fingerprint || '-' || row_number() over (partition by billing_period, fingerprint) as charge_id
from fingerprints
