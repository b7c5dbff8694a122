"""What stands on a page of a PDF besides letters in cells: watermarks, notes typed over it, rows left open at its edge, crossed-out words."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSException, PSLiteral
from pdfminer.utils import decode_text
from pdfplumber.page import Page

from selfeval_nb.readers.builder import Build

Char = dict[str, Any]

_NEAR = 3.0  # points
_LARGE = 1.5  # times the usual height: a title, or a watermark
_LIGHT, _WHITE = 0.55, 0.97  # luminance from which a letter is pale; white ones stand on a dark ground
_RARE = 0.5  # the share of a page's letters that are of the usual kind is at least as large
_TILES = 3
_HIDDEN = 0b10 | 0b100000  # flags of an annotation that does not show


def on_page(page: Page, chars: list[Char]) -> list[Char]:
    """The letters that lie on the paper: some programs draw what the next page shows as well, beyond the edge of this one."""
    x0, top, x1, bottom = page.bbox
    return [c for c in chars if x0 <= (c["x0"] + c["x1"]) / 2 <= x1 and top <= (c["top"] + c["bottom"]) / 2 <= bottom]


def without_watermark(chars: list[Char]) -> list[Char]:
    """The letters without those of a watermark: turned against the rest, or of a foreign colour or size and lying over other letters,
    or pale and printed again and again."""
    if len(chars) < 20:
        return chars
    angles = Counter(_angle(c) for c in chars)
    upright = angles.most_common(1)[0][0]
    straight = [c for c in chars if (_angle(c) - upright) % 90 == 0]
    usual = median(c["height"] for c in straight)
    colours = Counter(_colour(c) for c in straight)
    main = colours.most_common(1)[0][0]
    foreign = [c for c in straight if c["height"] > _LARGE * usual or (_colour(c) != main and _pale(c))]
    if not foreign or len(foreign) > _RARE * len(straight):
        return straight
    ids = {id(c) for c in foreign}
    rest = [c for c in straight if id(c) not in ids]
    gone = set()
    runs = list(_runs(foreign))
    said = Counter("".join(c["text"] for c in run) for run in runs)
    below = _Boxes(rest)
    for run in runs:
        text = "".join(c["text"] for c in run)
        tiled = said[text] >= _TILES and len(text) > 1 and _pale(run[0])
        if tiled or any(below.touches(c) for c in run):
            gone |= {id(c) for c in run}
    return [c for c in straight if id(c) not in gone]


def _angle(c: Char) -> int:
    a, b = c["matrix"][0], c["matrix"][1]
    return round(math.degrees(math.atan2(b, a))) if a or b else 0


def _colour(c: Char) -> tuple[float, ...]:
    colour = c.get("non_stroking_color")
    return (
        tuple(round(float(x), 2) for x in colour if isinstance(x, (int, float)))
        if isinstance(colour, (tuple, list))
        else ()
    )


def _pale(c: Char) -> bool:
    colour = _colour(c)
    if len(colour) == 1:
        light = colour[0]
    elif len(colour) == 3:
        light = 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]
    elif len(colour) == 4:
        light = (1 - colour[3]) * (1 - (colour[0] + colour[1] + colour[2]) / 3)
    else:
        return False
    return _LIGHT <= light < _WHITE


def _runs(chars: list[Char]) -> Iterator[list[Char]]:
    """Letters drawn one behind the other on one line."""
    run: list[Char] = []
    for c in chars:
        if run and not (abs(c["top"] - run[-1]["top"]) < 1 and -1 < c["x0"] - run[-1]["x1"] < 2 * c["height"]):
            yield run
            run = []
        run.append(c)
    if run:
        yield run


class _Boxes:
    """Boxes of letters, asked for one that another letter lies over."""

    def __init__(self, chars: list[Char]) -> None:
        self.chars = sorted((c for c in chars if not c["text"].isspace()), key=lambda c: c["top"])
        self.tops = [c["top"] for c in self.chars]
        self.tallest = max((c["height"] for c in self.chars), default=0.0)

    def touches(self, c: Char) -> bool:
        first = bisect_left(self.tops, c["top"] - self.tallest)
        for other in self.chars[first : bisect_right(self.tops, c["bottom"])]:
            wide = min(c["x1"], other["x1"]) - max(c["x0"], other["x0"])
            high = min(c["bottom"], other["bottom"]) - max(c["top"], other["top"])
            if wide > 0.2 * (other["x1"] - other["x0"]) and high > 0.2 * other["height"]:
                return True
        return False


def open_edges(page: Page) -> list[float]:
    """Heights at which vertical lines of a table end side by side with no horizontal line between them: a row or a merged cell that
    goes on on another page, which some programs leave open. A line is to be thought there."""
    verticals = _joined([e for e in page.edges if e["orientation"] == "v" and e["height"] > _NEAR])
    # a border drawn as a thin rectangle has short ends, which close nothing
    drawn = sorted(
        (e["top"], e["x0"], e["x1"]) for e in page.edges if e["orientation"] == "h" and e["width"] > 2 * _NEAR
    )
    levels = [top for top, _, _ in drawn]
    out = set()
    for end in ("bottom", "top"):
        ends = sorted((e[end], e["x0"]) for e in verticals)
        for y, _ in _spread(ends):
            near = [(e, x) for e, x in ends if abs(e - y) < _NEAR]
            xs = sorted({round(x / _NEAR) * _NEAR for _, x in near})
            lines = drawn[bisect_left(levels, y - _NEAR) : bisect_right(levels, y + 2 * _NEAR)]
            uncovered = [b for a, b in pairwise(xs) if b - a > 2 * _NEAR and not _covered((a + b) / 2, lines)]
            if uncovered and not any(e["top"] < y - _NEAR and e["bottom"] > y + 2 * _NEAR for e in verticals):
                out.add(round((max if end == "bottom" else min)(e for e, _ in near), 1))
    return sorted(out)


def _joined(edges: list[dict[str, Any]]) -> list[dict[str, float]]:
    """Vertical lines that were drawn piece by piece, as one each."""
    out: list[dict[str, float]] = []
    for e in sorted(edges, key=lambda e: (round(e["x0"] / _NEAR), e["top"])):
        last = out[-1] if out else None
        if last is not None and abs(last["x0"] - e["x0"]) < _NEAR and e["top"] <= last["bottom"] + _NEAR:
            last["bottom"] = max(last["bottom"], e["bottom"])
        else:
            out.append({"x0": e["x0"], "top": e["top"], "bottom": e["bottom"]})
    return out


def _covered(x: float, lines: list[tuple[float, float, float]]) -> bool:
    return any(x0 <= x <= x1 for _, x0, x1 in lines)


def _spread(ends: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    last = -math.inf
    for y, x in ends:
        if y - last > _NEAR:
            yield y, x
            last = y


class Strokes:
    """Short horizontal lines, which cross a word out where they run through the middle of its letters."""

    def __init__(self, page: Page) -> None:
        lines = [e for e in page.edges if e["orientation"] == "h"]
        self.lines = sorted((e["top"], e["x0"], e["x1"]) for e in lines)
        self.tops = [top for top, _, _ in self.lines]

    def through(self, c: Char, borders: Sequence[float]) -> bool:
        """Whether one of them crosses the letter out; ``borders`` are the heights at which its cell begins and ends."""
        x, high = (c["x0"] + c["x1"]) / 2, c["bottom"] - c["top"]
        low, deep = c["top"] + 0.3 * high, c["bottom"] - 0.25 * high
        for top, x0, x1 in self.lines[bisect_left(self.tops, low) : bisect_right(self.tops, deep)]:
            if x0 <= x <= x1 and all(abs(top - b) > 1.5 for b in borders):
                return True
        return False


def typed_over(page: Page, build: Build) -> list[Char]:
    """What was filled in on top of the page: form fields and the typewriter tool, as letters in their places. Comments are told."""
    out: list[Char] = []
    comments = []
    place = f"第 {page.page_number} 页"
    try:
        annotations = page.annots
    except (PSException, ValueError, TypeError, KeyError, AttributeError) as e:  # a box that is none, and the like
        build.problem("unread-annotations", place, reason=type(e).__name__, pages=page.page_number)
        return out
    for annotation in build.each(annotations, 100):
        data = annotation["data"]
        kind = _name(data.get("Subtype"))
        flags = resolve1(data.get("F"))
        if isinstance(flags, int) and flags & _HIDDEN:
            continue
        if kind == "FreeText":
            text = annotation.get("contents") or ""
        elif kind == "Widget":
            text = _field(data)
        else:
            if kind in ("Text", "Popup") and annotation.get("contents"):
                comments.append(str(annotation["contents"]))
            continue
        lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
        high = (annotation["bottom"] - annotation["top"]) / max(1, len(lines))
        size = max(1.0, min(high, 10.0))
        for n, line in enumerate(lines[:200]):
            middle = annotation["top"] + (n + 0.5) * high
            x0 = annotation["x0"] + 1
            x1 = max(x0 + 1, min(annotation["x1"] - 1, x0 + size * len(line)))
            out.append({
                "text": line, "x0": x0, "x1": x1, "top": middle - size / 2, "bottom": middle + size / 2, "height": size, "size": size,
                "matrix": (1, 0, 0, 1, 0, 0), "non_stroking_color": None,
            })  # fmt: skip
    if comments:
        build.problem("side-text", place, count=len(comments), kind="批注", reason=comments[0][:40])
    return out


def _name(value: object) -> str:
    value = resolve1(value)
    return str(value.name) if isinstance(value, PSLiteral) else ""


def _field(data: dict[str, Any]) -> str:
    """The value of a form field; a field that is part of another one has it from there."""
    node: object = data
    kind = value = None
    for _ in range(8):
        if not isinstance(node, dict):
            break
        kind = kind or _name(node.get("FT"))
        value = resolve1(node.get("V")) if value is None else value
        parent = node.get("Parent")
        node = resolve1(parent) if isinstance(parent, PDFObjRef) else parent
    if kind == "Btn":
        on = _name(data.get("AS")) or (value.name if isinstance(value, PSLiteral) else "")
        return "☑" if on and on != "Off" else "☐"
    if kind not in ("Tx", "Ch"):
        return ""
    values = value if isinstance(value, list) else [value]
    return "、".join(decode_text(v) for v in map(resolve1, values) if isinstance(v, bytes))
