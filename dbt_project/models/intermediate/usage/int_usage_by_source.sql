-- Every source's usage under one set of columns, before anybody knows who it was.
{{ union_sources('usage_days') }}
