"""A file -> Document: paragraphs and tables, every cell with its text, spans and address."""
