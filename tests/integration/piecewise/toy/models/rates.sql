{{ config(materialized='table') }}
select * from {{ source('landed', 'rates') }}
