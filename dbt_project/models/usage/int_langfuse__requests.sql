{{ requests_of_spans(ref('stg_langfuse__observations')) }}
