{{ requests_of_spans(ref('stg_otel__traces')) }}
