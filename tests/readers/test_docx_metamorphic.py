"""Changes to the XML that leave the visible table as it is leave the Tables as they are."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.readers.make import p, read_docx, shape, slugs

TEXT = st.text(st.sampled_from("绩效指标≥95%0123456789 　（）.、AB"), max_size=8)


@dataclass(frozen=True)
class Plain:
    """A table of cells without overlap: (row, col, rowspan, colspan) -> paragraphs."""

    rows: int
    cols: int
    cells: tuple[tuple[int, int, int, int, tuple[str, ...]], ...]


@st.composite
def plain_tables(draw) -> Plain:
    rows, cols = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    taken: set[tuple[int, int]] = set()
    cells = []
    for r in range(rows):
        for c in range(cols):
            if (r, c) in taken:
                continue
            width = 1
            while c + width < cols and (r, c + width) not in taken and draw(st.booleans()) and draw(st.booleans()):
                width += 1
            height = 1
            while (
                r + height < rows
                and all((r + height, x) not in taken for x in range(c, c + width))
                and draw(st.booleans())
                and draw(st.booleans())
            ):
                height += 1
            taken |= {(y, x) for y in range(r, r + height) for x in range(c, c + width)}
            cells.append((r, c, height, width, tuple(draw(st.lists(TEXT, min_size=1, max_size=3)))))
    return Plain(rows, cols, tuple(cells))


class Plainly:
    """Writes a table in the simplest XML. The methods are what a variation changes."""

    def text(self, text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""

    def paragraph(self, text: str) -> str:
        return f"<w:p>{self.text(text)}</w:p>"

    def merge(self, first: bool) -> str:
        return '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"

    def cell(self, props: str, content: str) -> str:
        return f"<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>"

    def row(self, cells: list[str]) -> str:
        return f"<w:tr>{''.join(cells)}</w:tr>"

    def table(self, rows: list[str]) -> str:
        return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"

    def write(self, table: Plain) -> str:
        rows = []
        for r in range(table.rows):
            cells = []
            for top, _, height, width, texts in sorted(table.cells, key=lambda x: x[1]):
                if not top <= r < top + height:
                    continue
                props = f'<w:gridSpan w:val="{width}"/>' if width > 1 else ""
                props += self.merge(r == top) if height > 1 else ""
                content = "".join(self.paragraph(t) for t in texts) if r == top else "<w:p/>"
                cells.append(self.cell(props, content))
            rows.append(self.row(cells))
        return self.table(rows)


class Varied(Plainly):
    """The same, each piece wrapped, split or decorated at random in ways that do not show."""

    def __init__(self, draw) -> None:
        self.draw = draw
        self.id = 0

    def pick(self, *choices: str) -> str:
        return choices[self.draw(st.integers(0, len(choices) - 1))]

    def mark(self) -> str:
        self.id += 1
        return f'w:id="{self.id}" w:author="甲" w:date="2024-01-01T00:00:00Z"'

    def text(self, text: str) -> str:
        out = []
        while text:
            n = self.draw(st.integers(1, len(text)))
            run = super().text(text[:n])
            text = text[n:]
            out.append(
                self.pick(
                    run,
                    f"<w:ins {self.mark()}>{run}</w:ins>",
                    f"<w:moveTo {self.mark()}>{run}</w:moveTo>",
                    f"<w:sdt><w:sdtPr><w:id w:val='7'/></w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>",
                    f"<w:smartTag w:element='x'>{run}</w:smartTag>",
                    f"<w:hyperlink w:anchor='x'>{run}</w:hyperlink>",
                    f"<w:proofErr w:type='spellStart'/>{run}<w:bookmarkStart {self.mark()} w:name='b'/>",
                    f"{run}<w:del {self.mark()}><w:r><w:delText>旧</w:delText></w:r></w:del>",
                    f"{run}<w:del {self.mark()}><w:r><w:t>旧</w:t></w:r></w:del>",
                    f"<w:moveFrom {self.mark()}><w:r><w:t>旧</w:t></w:r></w:moveFrom>{run}",
                    run.replace("<w:t ", "<w:rPr><w:b/><w:sz w:val='18'/></w:rPr><w:t "),
                    f"<w:r><w:lastRenderedPageBreak/></w:r>{run}<w:commentRangeStart w:id='1'/>",
                    f"<w:fldSimple w:instr='X'>{run}</w:fldSimple>",
                    f"<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>X</w:instrText></w:r>"
                    f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run}<w:r><w:fldChar w:fldCharType='end'/></w:r>",
                )
            )
        return "".join(out)

    def paragraph(self, text: str) -> str:
        props = self.pick(
            "", "<w:pPr><w:jc w:val='center'/></w:pPr>", "<w:pPr><w:tabs><w:tab w:val='left' w:pos='1'/></w:tabs></w:pPr>",
            f"<w:pPr><w:rPr><w:ins {self.mark()}/></w:rPr></w:pPr>", "<w:pPr><w:rPr><w:vanish w:val='0'/></w:rPr></w:pPr>",
            f"<w:pPr><w:pPrChange {self.mark()}><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr></w:pPrChange></w:pPr>",
        )  # fmt: skip
        xml = f"<w:p>{props}{self.text(text)}</w:p>"
        return self.pick(
            xml,
            xml,
            f"<w:sdt><w:sdtPr/><w:sdtContent>{xml}</w:sdtContent></w:sdt>",
            f"<w:customXml>{xml}</w:customXml>",
        )

    def merge(self, first: bool) -> str:
        if first:
            return '<w:vMerge w:val="restart"/>'
        return self.pick("<w:vMerge/>", '<w:vMerge w:val="continue"/>')

    def cell(self, props: str, content: str) -> str:
        props = self.pick(
            props, f"<w:tcW w:w='900' w:type='dxa'/>{props}<w:textDirection w:val='tbRlV'/>",
            f"{props}<w:tcPrChange {self.mark()}><w:tcPr><w:gridSpan w:val='9'/><w:vMerge/></w:tcPr></w:tcPrChange>",
            f"<w:cellIns {self.mark()}/>{props}",
        )  # fmt: skip
        xml = super().cell(props, content)
        return self.pick(xml, xml, f"<w:sdt><w:sdtPr/><w:sdtContent>{xml}</w:sdtContent></w:sdt>")

    def row(self, cells: list[str]) -> str:
        props = self.pick(
            "", "<w:trPr><w:tblHeader/></w:trPr>", "<w:trPr><w:cantSplit/></w:trPr>", f"<w:trPr><w:ins {self.mark()}/></w:trPr>",
            "<w:trPr><w:gridBefore w:val='0'/><w:gridAfter w:val='3'/></w:trPr>", "<w:tblPrEx/>",
        )  # fmt: skip
        xml = f"<w:tr>{props}{''.join(cells)}</w:tr>"
        gone = f"<w:tr><w:trPr><w:del {self.mark()}/></w:trPr><w:tc><w:p/></w:tc></w:tr>"
        return self.pick(
            xml,
            xml,
            gone + xml,
            f"<w:sdt><w:sdtPr/><w:sdtContent>{xml}</w:sdtContent></w:sdt>",
            f"<w:ins {self.mark()}>{xml}</w:ins>",
        )

    def table(self, rows: list[str]) -> str:
        xml = super().table(rows)
        wrapped = f"<w:sdt><w:sdtPr/><w:sdtContent>{xml}</w:sdtContent></w:sdt>"
        return self.pick(xml, wrapped, f"<w:bookmarkStart {self.mark()} w:name='t'/>{xml}")


@settings(max_examples=150, deadline=None)
@given(plain_tables(), st.data())
def test_what_does_not_show_changes_nothing(table, data):
    plain = read_docx(p("前") + Plainly().write(table) + p("后"))
    varied = read_docx(p("前") + Varied(data.draw).write(table) + p("后"))
    assert shape(plain)[1][4] == [
        (r + 1, c + 1, "\n".join(texts), h, w) for r, c, h, w, texts in sorted(table.cells, key=lambda x: x[:2])
    ]
    assert shape(varied) == shape(plain)
    assert slugs(varied) == []


@settings(max_examples=50, deadline=None)
@given(plain_tables())
def test_a_missing_first_cell_is_a_gap_not_a_shift(table):
    """A row that begins with gridBefore has no cells there, and the others stay in their columns."""
    first = [x for x in table.cells if x[1] == 0 and x[2] == 1]

    class Gapped(Plainly):
        def row(self, cells: list[str]) -> str:
            r = self.at
            self.at += 1
            gap = next((x for x in first if x[0] == r), None)
            if gap is None or len(cells) == 1:
                return super().row(cells)
            return f"<w:tr><w:trPr><w:gridBefore w:val='{gap[3]}'/></w:trPr>{''.join(cells[1:])}</w:tr>"

        at = 0

    plain = shape(read_docx(Plainly().write(table)))[0][4]
    gapped = shape(read_docx(Gapped().write(table)))[0][4]
    assert set(gapped) <= set(plain)
    assert all(x[1] == 1 for x in set(plain) - set(gapped))
