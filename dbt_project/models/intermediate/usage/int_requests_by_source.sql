-- Every source's requests under one set of columns, ids in their normal form, before anybody knows who it was.
select * replace ({{ external_ids() }})
from ({{ union_sources('requests') }})
