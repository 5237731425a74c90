-- What vendors' own cost reports say, in the columns of a bill. A piece of each is a billing period.
{{ union_of('charges') }}
