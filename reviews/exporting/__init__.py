"""Files of concluded reviews, read from their frozen records: which rows, which columns, in which format, and the manifest beside them."""
