"""From the landing zone to raw: `landing` lists the files, `loader` brings raw to what they say, `record` remembers it.

`partition` reads the files of one partition, by one of `readers` each; `rows` says in SQL what a row must be, `judge`
keeps the rows of a file and quarantines those that are not; `periods` knows days and months.
"""
