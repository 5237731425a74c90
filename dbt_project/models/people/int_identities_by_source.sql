{{ config(content_by='source') }}
-- Every source's own ids, each with the id by which the directory knows its person. Lists come daily and say much the
-- same, so that others see this by its rows, not by its files.
{{ union_of('identities') }}
