"""One module a source: what a plausible delivery of each of its streams looks like."""
