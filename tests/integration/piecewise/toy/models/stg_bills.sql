select * from {{ source('landed', 'bills') }}
