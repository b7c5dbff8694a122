"""How every cell of a document was understood: label, value of which field, or not understood. For a person who asks why."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval_nb.forms.doubt.said import evidence_said
from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.layouts.model import Layout
from selfeval_nb.forms.layouts.places import place_of
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.place_names import field_name
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Cell, Document, Problem, Table

#: class -> (Chinese name, terminal colour)
CLASSES = {
    "label": ("标签", "cyan"),
    "value": ("值", "green"),
    "title": ("标题", "blue"),
    "note": ("说明文字", "white"),
    "placeholder": ("空行或占位", "bright_black"),
    "list": ("清单中的一行", "white"),
    "unclaimed": ("没有识别", "red"),
    "outside": ("不属于自评表", "bright_black"),
    "blank": ("空白", "bright_black"),
    "ignored": ("按版式不读", "bright_black"),
}


@dataclass(frozen=True, slots=True)
class Understood:
    """A printed cell: its text, the class of its role (see CLASSES), and what it was taken for in words."""

    cell: Cell
    table: int
    form_no: int | None
    kind: str
    meaning: str


def explain(
    document: Document, vocabulary: Vocabulary | None = None, layouts: Sequence[Layout] = ()
) -> tuple[list[tuple[Table, list[Understood]]], list[Form], list[Problem]]:
    """Every table of the document with how each of its cells was understood; the forms; the problems."""
    forms, problems = find_forms(document, vocabulary, layouts)
    roles = {key: (form, role) for form in forms for key, role in form.roles.items()}
    out = []
    for table in document.tables:
        rows = []
        for cell in table.cells:
            form, role = roles.get((table.number, cell.row, cell.col), (None, "outside"))
            if not norm(cell.text):
                role = "blank"
            kind, meaning = _meaning(role)
            rows.append(Understood(cell, table.number, form.form_no if form else None, kind, meaning))
        out.append((table, rows))
    return out, forms, problems


def of_form(form: Form) -> list[tuple[Table, list[Understood]]]:
    """Every cell of a form's tables with how it was understood."""
    out = []
    for table in form.grid:
        cells = []
        for cell in table.cells:
            role = form.roles.get((table.number, cell.row, cell.col), "outside") if norm(cell.text) else "blank"
            cells.append(Understood(cell, table.number, form.form_no, *_meaning(role)))
        out.append((table, cells))
    return out


def meaning(role: str) -> str:
    """What a cell of this role was taken for, in words."""
    return _meaning(role or "outside")[1]


def _meaning(role: str) -> tuple[str, str]:
    kind, _, rest = role.partition(":")
    if kind in ("level", "column", "subtotal"):
        kind, rest = "label", rest or kind
    if kind not in CLASSES:
        kind = "value"
    if kind == "value" and rest:
        head, _, column = rest.partition(".")
        place, _, number = head.partition("[")
        number = number.rstrip("]")
        if place == "indicators":
            return kind, f"第{number}个指标的{field_name(column)}"
        if place == "funds":
            return kind, f"资金“{field_name(number)}”的{field_name(column)}"
        return kind, field_name(rest.replace("attribute:", "").replace("leader:", ""))
    return kind, CLASSES[kind][0]


def as_text(
    document: Document, vocabulary: Vocabulary | None = None, layouts: Sequence[Layout] = (), *, colour: bool = False
) -> str:
    """A line a cell: place, text, meaning; not understood cells are marked ``!!``. For the terminal."""
    import click

    tables, forms, problems = explain(document, vocabulary, layouts)
    lines = [f"{document.file}：{len(forms)} 张自评表"]
    for table, cells in tables:
        lines.append(f"第{table.number}个表格" + (f"（工作表 {_visible(table.sheet)}）" if table.sheet else ""))
        for u in cells:
            if u.kind == "blank":
                continue
            mark = "!!" if u.kind == "unclaimed" else "  "
            text = clean(u.cell.text)
            shown = _visible(text if len(text) <= 36 else text[:35] + "…")
            line = f"{mark} {u.cell.row:>3}行{u.cell.col:>3}列  {shown}  →  {_visible(u.meaning)}"
            lines.append(click.style(line, fg=CLASSES[u.kind][1]) if colour else line)
    for form in forms:
        lines.append(f"第 {form.form_no} 张自评表的读法")
        lines += [f"   {_visible(s)}" for s in (*form.headers, *evidence_said(form))]
    lines += [f"!! {_visible(p.where)} {_visible(p.detail)}" for p in problems if p.problem != "not-understood"]
    read = sum(u.kind not in ("blank", "outside") for _, cells in tables for u in cells)
    lost = sum(u.kind == "unclaimed" for _, cells in tables for u in cells)
    lines.append(f"读到 {read} 个有内容的单元格，没有识别 {lost} 个。")
    return "\n".join(lines)


def _visible(text: str) -> str:
    """Control and direction characters shown, not obeyed: a document's text must not steer a terminal."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


_PARTS = """table{border-collapse:collapse;width:100%;margin:1rem 0}td{border:1px solid #9aa5b1;padding:.3rem .5rem;vertical-align:top}
small{display:block;color:#52606d}.label{background:#e3edf7}.value{background:#e6f4ea}.title{background:#eceafd}.note,.placeholder,.outside,.blank,.ignored{background:#f5f7fa}
.unclaimed{background:#fde8e8;outline:2px solid #c81e1e}.legend span{display:inline-block;padding:.1rem .6rem;margin-right:.5rem;border:1px solid #9aa5b1}"""
_STYLE = (
    'body{font:15px/1.6 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif;'
    "margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1f2933}\n" + _PARTS
)


def as_html(document: Document, vocabulary: Vocabulary | None = None, layouts: Sequence[Layout] = ()) -> str:
    """The document's tables redrawn with each cell coloured and named by how it was understood; one file, no script."""
    tables, forms, problems = explain(document, vocabulary, layouts)
    title = f"{document.file}：{len(forms)} 张自评表"
    return page_html(
        title, f"<h1>{html.escape(title)}</h1>" + legend_html() + body_html(tables, problems) + said_html(forms)
    )


def said_html(forms: Sequence[Form]) -> str:
    """Why each form was read as it was: its headers column by column, what speaks for and against each block."""
    parts = []
    for form in forms:
        said = "".join(f"<li>{html.escape(s)}</li>" for s in (*form.headers, *evidence_said(form)))
        parts.append(f"<h2>第 {form.form_no} 张自评表的读法</h2><ul>{said}</ul>")
    return "".join(parts)


def legend_html() -> str:
    """What each colour means."""
    spans = "".join(f'<span class="{k}">{html.escape(v[0])}</span>' for k, v in CLASSES.items() if k != "blank")
    return f"<p class='legend'>{spans}</p>"


def body_html(tables: Sequence[tuple[Table, list[Understood]]], problems: Sequence[Problem]) -> str:
    """Tables with coloured cells, each with its place (``T1R5C3``) where the mouse rests on it, and what was not understood."""
    e = html.escape
    parts = []
    for table, cells in tables:
        parts.append(f"<h2>第{table.number}个表格</h2><table>")
        row = 0
        for u in cells:
            while row < u.cell.row:
                parts.append("</tr><tr>" if row else "<tr>")
                row += 1
            meaning = "" if u.kind == "blank" else f"<small>{e(u.meaning)}</small>"
            text = "<br>".join(e(t) for t in u.cell.text.split("\n"))
            parts.append(
                f'<td class="{u.kind}" title="{place_of(u.table, u.cell.row, u.cell.col)}" rowspan="{u.cell.rowspan}" '
                f'colspan="{u.cell.colspan}">{text}{meaning}</td>'
            )
        parts.append("</tr></table>")
    if problems:
        parts.append(
            "<h2>没有读懂的内容</h2><ul>" + "".join(f"<li>{e(p.where)} {e(p.detail)}</li>" for p in problems) + "</ul>"
        )
    return "".join(parts)


def part_html(form: Form) -> str:
    """A form's reading in colours for a place inside another page; its style reaches nothing else there."""
    return f'<div class="selfeval-reading"><style>.selfeval-reading{{{_PARTS}}}</style>{legend_html()}{body_html(of_form(form), ())}</div>'


def page_html(title: str, body: str) -> str:
    """A page of its own in the colours of a reading."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )
