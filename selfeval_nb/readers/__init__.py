"""A file -> Document: paragraphs and tables, every cell with its text, spans and address.

``expand`` turns files, folders and archives into Sources, ``read`` turns one of them into a Document.
"""

from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.model import Block, Cell, Document, Paragraph, Problem, Table
from selfeval_nb.readers.reading import read
from selfeval_nb.readers.sources import Source, expand

__all__ = ["Block", "Cell", "Document", "Limits", "Paragraph", "Problem", "Source", "Table", "expand", "read"]
