{{ requests_of_spans(ref('stg_datadog__llm_spans')) }}
