"""Blocks -> .xlsx, .html and .txt dump. Deterministic."""

from __future__ import annotations

import datetime
import html
import io
import re

from tests.generator.grid import Block, Grid, Para


def write_html(blocks: list[Block], encoding: str = "utf-8", declare: bool = True) -> bytes:
    """A page of tables with rowspan and colspan, in the encoding asked for, declared or not."""
    meta = f'<meta charset="{encoding}">' if declare else ""
    out = [f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{meta}<title>绩效自评</title></head>\n<body>']
    for block in blocks:
        if isinstance(block, Para):
            tag = {"title": "h1", "sub": "h2"}.get(block.look, "p")
            out.append(f"<{tag}>{_html(block.text)}</{tag}>")
        else:
            table = _html_table(block)
            if block.nested_in is not None:
                table = f"<table><tr><td>{_html(block.nested_in)}</td></tr><tr><td>{table}</td></tr></table>"
            out.append(table)
    return ("\n".join(out) + "\n</body></html>\n").encode(encoding)


def _html(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def _html_table(grid: Grid) -> str:
    out = ['<table border="1" cellspacing="0">']
    for line in grid.lines():
        cells = []
        for p, continued in line:
            if continued:
                continue
            spans = (f' rowspan="{p.cell.down}"' if p.cell.down > 1 else "") + (
                f' colspan="{p.cell.across}"' if p.cell.across > 1 else ""
            )
            cells.append(f"<td{spans}>{_html(p.cell.text)}</td>")
        out.append("<tr>" + "".join(cells) + "</tr>")
    return "\n".join([*out, "</table>"])


def write_txt(blocks: list[Block]) -> bytes:
    """The text dump of a Word document: a cell is a line that begins with a tab, rows are parted by blank lines.

    Spans across are lost (one line for the cell), a cell continued from above is an empty line, a second paragraph of a
    cell follows after a blank line without the tab.
    """
    out: list[str] = []
    for block in blocks:
        if isinstance(block, Para):
            out += [block.text, ""]
            continue
        for line in block.lines():
            out += ["\t" + ("" if continued else p.cell.text.replace("\n", "\n\n")) for p, continued in line]
            out.append("")
        out.append("")
    return "\n".join(out).encode()


_NUMBER = re.compile(r"^-?[0-9]+(?:\.[0-9]+)?$")
_GROUPED = re.compile(r"^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$")
_PERCENT = re.compile(r"^[0-9]+(?:\.[0-9]+)?%$")


def write_xlsx(
    blocks: list[Block],
    *,
    numbers: bool = True,
    sheet: str = "自评表",
    hidden_first: bool = False,
    left: int = 0,
    above: int = 0,
) -> bytes:
    """One sheet; with ``numbers`` plain numbers and percentages are typed as such and formatted to look as printed."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime.datetime(2021, 1, 1), "author": ""})
    if hidden_first:
        book.add_worksheet("填报说明").hide()
    page = book.add_worksheet(sheet)
    if hidden_first:
        page.activate()
        page.set_first_sheet()
    formats: dict[tuple[str, str], object] = {}

    def form(look: str, number: str) -> object:
        if (look, number) not in formats:
            base = {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "vcenter", "border": 1}
            base["align"] = "left" if look == "text" else "center"
            if look in ("label", "title"):
                base["bold"] = True
            if look in ("title", "sub"):
                base |= {"font_size": 16, "border": 0}
            if number:
                base["num_format"] = number
            formats[look, number] = book.add_format(base)
        return formats[look, number]

    columns = max([b.columns for b in blocks if isinstance(b, Grid)], default=1)
    widths = next((b.widths for b in blocks if isinstance(b, Grid) and b.columns == columns and b.widths), None)
    for i in range(columns):
        page.set_column(left + i, left + i, 10 if widths is None else max(5, widths[i] / 90))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    top = above
    for block in blocks:
        if isinstance(block, Para):
            look = block.look if block.look in ("title", "sub") else "text"
            if columns > 1:
                page.merge_range(top, left, top, left + columns - 1, block.text, form(look, ""))
            else:
                page.write_string(top, left, block.text, form(look, ""))
            top += 1
            continue
        for p in block.cells:
            text, value, number = p.cell.text, None, ""
            if numbers and _NUMBER.match(text) and (text == "0" or text[0] != "0" or "." in text):
                value, number = float(text), "0" + ("." + "0" * len(text.split(".")[1]) if "." in text else "")
            elif numbers and _GROUPED.match(text):
                value = float(text.replace(",", ""))
                number = "#,##0" + ("." + "0" * len(text.split(".")[1]) if "." in text else "")
            elif numbers and _PERCENT.match(text):
                value = round(float(text[:-1]) / 100, 10)
                number = "0" + ("." + "0" * (len(text.split(".")[1]) - 1) if "." in text else "") + "%"
            style = form(p.cell.look, number)
            r, c = top + p.row, left + p.col
            if p.cell.across > 1 or p.cell.down > 1:
                page.merge_range(r, c, r + p.cell.down - 1, c + p.cell.across - 1, "", style)
            if value is not None:
                page.write_number(r, c, value, style)
            elif text:
                page.write_string(r, c, text, style)
            else:
                page.write_blank(r, c, None, style)
        top += block.rows + 1
    book.close()
    return out.getvalue()
