"""Plans as documents: what paper says of a text, set as accessible PDF or shown to be printed, one by one or in a binder."""
