"""Review -> HTML, workbook, Word comments, index."""
