"""How a file of each format becomes rows: one module a format, each with `read(judge, name, path) -> FileRead`."""
