from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_nb.batch.output.file_names import MAX_BYTES, report_stem, safe_part

RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(10))}


@given(st.text(max_size=300))
def test_a_part_is_safe_everywhere(text: str) -> None:
    part = safe_part(text)
    assert len(part.encode()) <= MAX_BYTES + 1
    assert not set(part) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(c)[0] == "C" for c in part)
    assert not part or (part[-1] not in ". " and part[0] not in ". ")
    assert part.split(".")[0].upper() not in RESERVED
    assert safe_part(part) == part


@given(st.text(max_size=60), st.text(max_size=60), st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_two_ids_never_share_a_name_even_where_case_is_ignored(p: str, q: str, a: str, b: str) -> None:
    def folded(text: str) -> str:
        return unicodedata.normalize("NFKC", text).casefold()

    if a != b:
        assert folded(report_stem(p, a)) != folded(report_stem(q, b))


@pytest.mark.parametrize(
    ("project", "name"),
    [
        ("乡村道路", "乡村道路-ab12-1"),
        ("CON", "_CON-ab12-1"),
        ("nul.txt", "_nul.txt-ab12-1"),
        ("a/b\\c:d", "a_b_c_d-ab12-1"),
        ("../../etc", "etc-ab12-1"),
        ("末尾。..", "末尾。-ab12-1"),
        ("反\u202e转", "反转-ab12-1"),
        ("", "ab12-1"),
        ("\x00\x1b[31m", "[31m-ab12-1"),
    ],
)
def test_examples(project: str, name: str) -> None:
    assert report_stem(project, "ab12-1") == name


def test_a_long_name_is_cut_between_characters() -> None:
    part = safe_part("绩" * 200)
    assert part == "绩" * (MAX_BYTES // 3)
