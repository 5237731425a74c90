-- Who the ids are from a day on.
{{ versions_by_change(ref('int_identity_changes')) }}
