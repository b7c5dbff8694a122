"""Letters of symbol fonts as Unicode: check boxes, ticks and the comparison signs that targets use."""

from __future__ import annotations

# Word writes these codes as F0xx or xx. Only characters whose meaning is certain are here.
_WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x74: "◆", 0x75: "◆", 0x76: "❖",
    0x77: "◆", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xB2: "☆", 0xD8: "➢",
    0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x20: " ",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0x98: "●", 0x99: "○", 0x9A: "○",
    0xA1: "■", 0xA2: "■", 0xA3: "□", 0xA4: "□", 0x2A: "□", 0x30: "☑", 0x20: " ",
}  # fmt: skip
_SYMBOL = {
    0x20: " ", 0x25: "%", 0x2B: "+", 0x2D: "-", 0x3C: "<", 0x3D: "=", 0x3E: ">", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔",
    0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷",
    0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xD6: "√", 0xE5: "∑", 0x61: "α", 0x62: "β", 0x6D: "μ",
}  # fmt: skip
for _code in range(0x30, 0x3A):
    _SYMBOL[_code] = chr(_code)

SYMBOL_FONTS = {"Wingdings": _WINGDINGS, "Wingdings 2": _WINGDINGS_2, "Symbol": _SYMBOL}


def symbol(font: str, code: int) -> str | None:
    """The character that ``code`` shows in ``font``; None when it is not known."""
    known = SYMBOL_FONTS.get(font)
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if known is not None:
        return known.get(low)
    if 0xE000 <= code <= 0xF8FF:
        return _WINGDINGS.get(low) if low < 0x100 else None
    # what XML may hold ([XML] 2.2): no controls, no surrogates, not U+FFFE and U+FFFF
    good = 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 and code not in (0xFFFE, 0xFFFF)
    return chr(code) if good else None
