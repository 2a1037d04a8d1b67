"""Files of concluded reviews, read from their frozen records: rows, columns, formats, and the manifest beside them."""
