{{ requests_of_spans(ref('stg_phoenix__spans')) }}
