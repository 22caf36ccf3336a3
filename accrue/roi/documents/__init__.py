"""A statement as a workbook and as slides. Only the worker imports these: their libraries stay out of the web process."""
