"""Official documents (公文) as .docx: A4, title 2号小标宋, level 1 黑体, level 2 楷体_GB2312 bold, body 仿宋_GB2312 3号, lines of 30 pt."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from selfeval_nb.common import own_output
from selfeval_nb.common.clock import source_date
from selfeval_nb.report.page.env import shown

TITLE, HEAD1, HEAD2, BODY = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
DIGITS = "Times New Roman"
NO_2, NO_3, NO_4, NO_5 = 22.0, 16.0, 14.0, 10.5  # 2号, 3号, 4号, 5号 in points
LINE = 30.0
_CREATED = datetime(2020, 1, 1)


class Official:
    """An official document under construction. Every text is put in as text; controls are spelled out."""

    def __init__(self, title: str, *, lang: str = "zh") -> None:
        import docx
        from docx.shared import Mm, Pt

        self.doc = docx.Document()
        self._clear()
        section = self.doc.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(25)
        style = self.doc.styles["Normal"]
        style.font.name, style.font.size = DIGITS, Pt(NO_3)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(_w("eastAsia"), BODY)
        self._page_number(section)
        properties = self.doc.core_properties
        moment = source_date()
        when = moment.replace(tzinfo=None) if moment else _CREATED
        properties.created = properties.modified = when
        properties.title, properties.author, properties.last_modified_by = str(shown(title))[:250], "", ""
        properties.keywords = own_output.NAME
        properties.comments, properties.language = "", "zh-CN" if lang == "zh" else "en"

    def _clear(self) -> None:
        body = self.doc.element.body
        for child in list(body):
            if not child.tag.endswith("}sectPr"):
                body.remove(child)

    def _page_number(self, section: Any) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement

        p = section.footer.paragraphs[0]
        p.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(p, "— ", "宋体", NO_4)
        for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("t", "1"), ("end", "")):
            run = self._run(p, "1" if kind == "t" else "", "宋体", NO_4)
            if kind in ("begin", "separate", "end"):
                mark = OxmlElement("w:fldChar")
                mark.set(_w("fldCharType"), kind)
                run._r.append(mark)
            elif not kind:
                code = OxmlElement("w:instrText")
                code.text = text
                run._r.append(code)
        self._run(p, " —", "宋体", NO_4)

    def _run(self, p: Any, text: str, font: str, size: float, *, bold: bool = False) -> Any:
        from docx.shared import Pt

        run = p.add_run(str(shown(text)).replace("\n", " "))
        run.font.name, run.font.size, run.font.bold = DIGITS, Pt(size), bold
        run._r.get_or_add_rPr().get_or_add_rFonts().set(_w("eastAsia"), font)
        return run

    def _paragraph(
        self, text: str, font: str, size: float, *, bold: bool = False, indent: float = 2, align: str = ""
    ) -> Any:
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
        from docx.shared import Pt

        p = self.doc.add_paragraph()
        form = p.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
        form.space_before = form.space_after = Pt(0)
        form.first_line_indent = Pt(indent * size)
        if align:
            p.alignment = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}[align]
        self._run(p, text, font, size, bold=bold)
        return p

    def title(self, text: str) -> None:
        """The title, centred, and an empty line."""
        self._paragraph(text, TITLE, NO_2, indent=0, align="center").paragraph_format.keep_with_next = True
        self._paragraph("", BODY, NO_3)

    def level1(self, text: str) -> None:
        """一、…"""
        self._paragraph(text, HEAD1, NO_3).paragraph_format.keep_with_next = True

    def level2(self, text: str) -> None:
        """（一）…"""
        self._paragraph(text, HEAD2, NO_3, bold=True).paragraph_format.keep_with_next = True

    def body(self, text: str, *, indent: float = 2, align: str = "") -> None:
        """A paragraph of the text."""
        self._paragraph(text, BODY, NO_3, indent=indent, align=align)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float]) -> None:
        """A table in 5号; ``widths`` in millimetres, 156 in all. The heads repeat on every page."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
        from docx.oxml import OxmlElement
        from docx.shared import Mm, Pt

        table = self.doc.add_table(rows=0, cols=len(heads))
        table.style = "Table Grid"
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for n, row in enumerate([list(heads), *rows]):
            cells = table.add_row().cells
            for cell, value, width in zip(cells, row, widths, strict=True):
                cell.width = Mm(width)
                p = cell.paragraphs[0]
                form = p.paragraph_format
                form.space_before = form.space_after = Pt(1)
                form.line_spacing_rule = WD_LINE_SPACING.SINGLE
                number = isinstance(value, (int, float)) and not isinstance(value, bool)
                text = "" if value is None else f"{value:,.2f}" if isinstance(value, float) else str(value)
                if n == 0 or number:
                    p.alignment = WD_ALIGN_PARAGRAPH.CENTER
                self._run(p, text, HEAD1 if n == 0 else BODY, NO_5)
        repeat = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeat)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    def save(self) -> bytes:
        """The document. The same text gives the same bytes: members keep their order and have no time of their own."""
        buffer, out = io.BytesIO(), io.BytesIO()
        self.doc.save(buffer)
        with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                new.writestr(info, old.read(name))
        return out.getvalue()


def _w(name: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name


_DIGITS = "零一二三四五六七八九十"


def numeral(n: int) -> str:
    """The numbers of headings: 一, 十一, 二十三 (up to 99)."""
    tens, ones = divmod(n, 10)
    if n <= 10:
        return _DIGITS[n]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + ("" if ones == 0 else _DIGITS[ones])


def shares(counts: Sequence[int], digits: int = 1) -> list[float]:
    """Percentages with ``digits`` decimals that add up to exactly 100 (largest remainder, the earlier one on a tie)."""
    total = sum(counts)
    if not total:
        return [0.0] * len(counts)
    unit = 10**digits
    whole = [c * 100 * unit // total for c in counts]
    rest = 100 * unit - sum(whole)
    order = sorted(range(len(counts)), key=lambda i: (-(counts[i] * 100 * unit % total), i))
    for i in order[:rest]:
        whole[i] += 1
    return [w / unit for w in whole]
