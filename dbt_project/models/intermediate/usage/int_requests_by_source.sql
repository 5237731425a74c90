-- Every source's requests under one set of columns, before anybody knows who it was.
{{ union_sources('requests') }}
