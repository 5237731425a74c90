select * from {{ source('landed', 'people') }}
