"""The office's own towns: a table in CSV or Excel, read, checked, filled in and fitted into the province."""
