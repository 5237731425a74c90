-- Lines a person wrote or removed, and the folders touched, by partition, without generated, vendored and lock files.
select
    partition,
    pull_request_key,
    cast(
        coalesce(list_sum(list_transform(
            written, lambda file: coalesce(file.additions, 0) + coalesce(file.deletions, 0)
        )), 0) as bigint
    ) as effective_line_count,
    list_sort(list_distinct(list_transform(
        written, lambda file: coalesce(nullif(regexp_extract(file.filename, '^(.*)/[^/]*$', 1), ''), '.')
    ))) as folders
from (
    select
        partition,
        pull_request_key,
        list_filter(
            files, lambda file: not {{ any_match('lower(file.filename)', 'generated_paths') }}
        ) as written
    from {{ ref('stg_github__pull_files') }}
    -- an empty list says that the files are not known
    where len(files) > 0
)
