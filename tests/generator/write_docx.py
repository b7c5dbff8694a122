"""Blocks -> .docx bytes, written as XML so that merges, runs and awkward wrappers are exactly as asked. Deterministic."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.generator.grid import Block, C, Grid, Para

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_WIDTH = 9354


@dataclass(frozen=True, slots=True)
class Noise:
    """What may differ in the XML while a reader sees the same page."""

    split_runs: bool = False
    line_breaks: bool = False  # \n as w:br instead of a new paragraph
    content_controls: bool = False
    insertions: bool = False  # tracked insertions around runs, and a tracked deletion beside some
    grid_before: bool = False  # leading blank cells as w:gridBefore
    proof_marks: bool = False  # bookmarks and proofing marks between runs
    seed: int = 0


def _run(text: str, size: int, font: str, bold: bool) -> str:
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}" w:hint="eastAsia"/>'
        f'{weight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


class _Writer:
    def __init__(self, noise: Noise, font: str) -> None:
        self.noise, self.font, self.random, self.ids = noise, font, random.Random(noise.seed), 0

    def _id(self) -> int:
        self.ids += 1
        return self.ids

    def runs(self, text: str, size: int, bold: bool = False, font: str | None = None) -> str:
        font = font or self.font
        pieces = [text]
        if self.noise.split_runs and len(text) > 1:
            cuts = sorted(self.random.sample(range(1, len(text)), min(len(text) - 1, self.random.randint(1, 4))))
            pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        out = []
        for piece in pieces:
            run = _run(piece, size, font, bold)
            if self.noise.insertions and self.random.random() < 0.3:
                i = self._id()
                run = f'<w:ins w:id="{i}" w:author="审核" w:date="2021-01-01T00:00:00Z">{run}</w:ins>'
                if self.random.random() < 0.3:
                    gone = (
                        _run("作废", size, font, bold).replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
                    )
                    run += f'<w:del w:id="{self._id()}" w:author="审核" w:date="2021-01-01T00:00:00Z">{gone}</w:del>'
            if self.noise.proof_marks and self.random.random() < 0.3:
                i = self._id()
                run = f'<w:bookmarkStart w:id="{i}" w:name="b{i}"/>{run}<w:bookmarkEnd w:id="{i}"/><w:proofErr w:type="spellStart"/>'
            if self.noise.content_controls and self.random.random() < 0.2:
                run = (
                    f'<w:sdt><w:sdtPr><w:id w:val="{self._id()}"/></w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>'
                )
            out.append(run)
        return "".join(out)

    def paragraph(
        self, text: str, size: int, align: str, bold: bool = False, font: str | None = None, after: int = 0
    ) -> str:
        spacing = f'<w:spacing w:after="{after}"/>' if after else ""
        return f'<w:p><w:pPr>{spacing}<w:jc w:val="{align}"/></w:pPr>{self.runs(text, size, bold, font) if text else ""}</w:p>'

    def cell_text(self, cell: C) -> str:
        bold = cell.look in ("label", "title")
        align = "left" if cell.look == "text" and len(cell.text) > 8 else "center"
        size = 32 if cell.look == "title" else 18
        lines = cell.text.split("\n")
        if self.noise.line_breaks and len(lines) > 1:
            joined = "<w:r><w:br/></w:r>".join(self.runs(line, size, bold) if line else "" for line in lines)
            return f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{joined}</w:p>'
        return "".join(self.paragraph(line, size, align, bold) for line in lines)

    def table(self, grid: Grid) -> str:
        widths = grid.widths or [_WIDTH // grid.columns] * grid.columns
        rows = []
        for line in grid.lines():
            cells, row_properties = [], ""
            for k, (p, continued) in enumerate(line):
                c = p.cell
                if self.noise.grid_before and k == 0 and not c.text and not continued and c.down == 1 and len(line) > 1:
                    row_properties = f'<w:trPr><w:gridBefore w:val="{c.across}"/></w:trPr>'
                    continue
                properties = f'<w:tcW w:w="{sum(widths[p.col : p.col + c.across])}" w:type="dxa"/>'
                if c.across > 1:
                    properties += f'<w:gridSpan w:val="{c.across}"/>'
                if c.down > 1:
                    properties += "<w:vMerge/>" if continued else '<w:vMerge w:val="restart"/>'
                if c.look == "vertical" and "\n" not in c.text:
                    properties += '<w:textDirection w:val="tbRlV"/>'
                properties += '<w:vAlign w:val="center"/>'
                body = "<w:p/>" if continued else self.cell_text(c)
                cell = f"<w:tc><w:tcPr>{properties}</w:tcPr>{body}</w:tc>"
                if self.noise.content_controls and self.random.random() < 0.1:
                    cell = f'<w:sdt><w:sdtPr><w:id w:val="{self._id()}"/></w:sdtPr><w:sdtContent>{cell}</w:sdtContent></w:sdt>'
                cells.append(cell)
            rows.append(f"<w:tr>{row_properties}{''.join(cells)}</w:tr>")
        columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
        table = (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
            f"{''.join(rows)}</w:tbl>"
        )
        if grid.nested_in is None:
            return table
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="{_WIDTH}"/></w:tblGrid>'
            f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{_WIDTH}" w:type="dxa"/></w:tcPr>{self.paragraph(grid.nested_in, 18, "left")}</w:tc></w:tr>'
            f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{_WIDTH}" w:type="dxa"/></w:tcPr><w:p/>{table}<w:p/></w:tc></w:tr></w:tbl>'
        )

    def block(self, block: Block) -> str:
        if isinstance(block, Grid):
            return self.table(block)
        if block.look == "title":
            return self.paragraph(block.text, 36, "center", True, "方正小标宋简体", 120)
        if block.look == "sub":
            return self.paragraph(block.text, 24, "center", False, "楷体_GB2312", 120)
        if block.look == "break":
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        return self.paragraph(block.text, 18 if block.look == "note" else 21, "left", False, "仿宋_GB2312")


_STYLES = (
    f'<w:styles {_NS}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
    'w:eastAsia="宋体" w:cs="Times New Roman"/><w:kern w:val="2"/><w:sz w:val="21"/><w:szCs w:val="24"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    f'<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{_BORDERS}'
    "</w:tblBorders></w:tblPr></w:style></w:styles>"
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    "word/styles.xml": _STYLES,
}
_DATE = (1980, 1, 1, 0, 0, 0)


def write_docx(blocks: list[Block], noise: Noise | None = None, font: str = "宋体") -> bytes:
    """The document as bytes; the same blocks and noise give the same bytes."""
    writer = _Writer(noise or Noise(), font)
    parts = []
    for i, block in enumerate(blocks):
        # Word joins two tables that follow each other without a paragraph
        if isinstance(block, Grid) and i and isinstance(blocks[i - 1], Grid):
            parts.append("<w:p/>")
        parts.append(writer.block(block))
    if not blocks or isinstance(blocks[-1], Grid):
        parts.append("<w:p/>")
    section = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1276" w:bottom="1134" w:left="1276" '
        'w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
    )
    document = f"<w:document {_NS}><w:body>{''.join(parts)}{section}</w:body></w:document>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in {**_PARTS, "word/document.xml": document}.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            z.writestr(info, _HEAD + text)
    return out.getvalue()


def plain(blocks: list[Block]) -> str:
    """The texts of a document, for error messages."""
    return "\n".join(b.text if isinstance(b, Para) else " | ".join(p.cell.text for p in b.cells) for b in blocks)
