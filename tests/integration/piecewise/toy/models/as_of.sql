{{ config(materialized='table') }}
select as_of_date from {{ source('landed', 'today') }}
