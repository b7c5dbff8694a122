"""A small writer of PDF files: ruled tables and Chinese text with a text layer, no library needed."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, field

SIZE = 9.0


@dataclass
class Page:
    """Content of one A4 page; coordinates in points from the top left corner."""

    height: float = 842.0
    operators: list[str] = field(default_factory=list)
    annotations: list[bytes] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = SIZE, grey: float = 0, turn: float = 0) -> None:
        """A line of text whose top is at ``y``; ``turn`` in degrees."""
        code = text.encode("utf-16-be").hex()
        a, b = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        place = f"{a:.4f} {b:.4f} {-b:.4f} {a:.4f} {x:.2f} {self.height - y - size:.2f}"
        self.operators.append(f"BT {grey} g /F1 {size} Tf {place} Tm <{code}> Tj 0 g ET")

    def annotation(self, box: tuple[float, float, float, float], entries: str) -> None:
        """An annotation with these entries; the box from the top left corner."""
        x0, y0, x1, y1 = box
        rect = f"{x0} {self.height - y1} {x1} {self.height - y0}"
        self.annotations.append(f"<</Type/Annot/Rect[{rect}]{entries}>>".encode())

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.operators.append(f"{x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S")

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.operators.append(f"{x0:.2f} {self.height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re S")

    def table(
        self, x: float, y: float, widths: list[float], heights: list[float], cells: list[tuple[int, int, int, int, str]]
    ) -> None:
        """Cells as (row, col, rowspan, colspan, text with line breaks), rows and columns from 1, each with a border of its own."""
        xs = [x + sum(widths[:i]) for i in range(len(widths) + 1)]
        ys = [y + sum(heights[:i]) for i in range(len(heights) + 1)]
        for row, col, rowspan, colspan, text in cells:
            x0, y0, x1, y1 = xs[col - 1], ys[row - 1], xs[col - 1 + colspan], ys[row - 1 + rowspan]
            self.box(x0, y0, x1, y1)
            for n, line in enumerate(text.split("\n")):
                self.text(x0 + 2, y0 + 3 + n * (SIZE + 2), line)


def pdf(*pages: Page | bytes, encrypt: bool = False) -> bytes:
    """The file. A page given as bytes is one grey picture without text."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    objects.append(
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
        b"/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000"
        b"/W[1 95 500]/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/Ascent 880/Descent -120/CapHeight 880"
        b"/ItalicAngle 0/StemV 93/FontBBox[-25 -254 1000 880]>>>>]>>"
    )
    kids = []
    for page in pages:
        if isinstance(page, bytes):
            image = zlib.compress(page)
            objects.append(
                b"<</Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/Length %d>>"
                b"stream\n%s\nendstream" % (len(image), image)
            )
            resources, content = b"<</XObject<</I %d 0 R>>>>" % len(objects), b"q 500 0 0 700 40 60 cm /I Do Q"
        else:
            resources, content = b"<</Font<</F1 3 0 R>>>>", "\n".join(page.operators).encode()
        packed = zlib.compress(content)
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources %s/Contents %d 0 R/Annots[%s]>>"
            % (resources, len(objects), b"" if isinstance(page, bytes) else b"".join(page.annotations))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    if encrypt:
        objects.append(b"<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>" % (b"o" * 32, b"u" * 32))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for i, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % at for at in places
    )
    extra = b"/Encrypt %d 0 R/ID[<00><00>]" % len(objects) if encrypt else b""
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, start)
    return bytes(out)
