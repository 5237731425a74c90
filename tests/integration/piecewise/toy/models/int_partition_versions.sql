select * from {{ source('landed', 'partitions') }}
