"""Documents built for the tests: Word packages from raw XML, zip files with any flaw."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from selfeval_nb.readers import Document, Limits, Paragraph, Source, Table, read

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NS = (
    f'xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def zip_of(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as z:
        for name, data in members.items():
            z.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, compression)
    return out.getvalue()


def document_xml(body: str, ns: str = NS) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {ns}><w:body>{body}<w:sectPr/></w:body></w:document>'


def docx(body: str, more: dict[str, bytes | str] | None = None) -> bytes:
    """A Word package whose body is ``body``."""
    return zip_of(
        {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "word/document.xml": document_xml(body), **(more or {})}
    )


def p(text: str = "", props: str = "") -> str:
    return f'<w:p>{props}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def tc(text: str = "", props: str = "", inner: str | None = None) -> str:
    content = p(text) if inner is None else inner
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>"


def tr(*cells: str, props: str = "") -> str:
    return f"<w:tr>{props}{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def load(data: bytes, name: str = "文件.docx", limits: Limits | None = None) -> Document:
    return read(Source(name, data=data), limits)


def read_docx(body: str, more: dict[str, bytes | str] | None = None) -> Document:
    return load(docx(body, more))


def rows(table: Table) -> list[list[str]]:
    """The texts of a table, row by row."""
    return [[c.text for c in cells] for _, cells in table.by_row()]


def cells(table: Table) -> list[tuple[int, int, str, int, int]]:
    return [(c.row, c.col, c.text, c.rowspan, c.colspan) for c in sorted(table.cells, key=lambda c: (c.row, c.col))]


def shape(document: Document) -> list[object]:
    """Everything a reader of the document sees, without numbers that only count."""
    return [
        b.text if isinstance(b, Paragraph) else (b.number, b.within, b.rows, b.cols, cells(b)) for b in document.blocks
    ]


def slugs(document: Document) -> list[str]:
    return [x.problem for x in document.problems]


def save(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
