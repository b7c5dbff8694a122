"""The words that name the parts of a form: loaded from vocabulary.toml, extended by a reviewer's own file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from selfeval_nb.common.errors import Sentence
from selfeval_nb.common.files import read_toml
from selfeval_nb.common.said import shipped
from selfeval_nb.forms.words.text import norm

_BRACKETS = re.compile(r"[(\[{【〔「](?:[^()\[\]{}【】〔〕「」]*)[)\]}】〕」]")
#: A label set in heavy brackets: 【项目名称】.
_FRAMED = re.compile(r"^[【〖「『]([^【】〖〗「」『』]+)[】〗」』][:：]?$")
_ENUMERATION = re.compile(
    r"^(?:[(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[)]?[、.．:)]|第[一二三四五六七八九十]+部分[、:]?|[①-⑳]|[★*●■◆·])+"
)
#: What a form counts or computes its columns by: 年初预算①, 支出实现率⑦=⑤/④, 全年预算数A, 执行率B/A×100%.
_COUNTED = re.compile(r"^\s*[①-⑳❶-❿]\s*|\s*[①-⑳❶-❿]\s*(?:[=＝].*)?$", re.DOTALL)
_FORMULA = re.compile(r"(?<=[\u4e00-\u9fff])(?:=[^,，。;；]*|[A-D](?:[/÷][A-D])?(?:[×*]100%?)?)$")
#: A label in two languages: what it says in Chinese, then in Latin letters (项目名称 Project Name).
_TRANSLATED = re.compile(r"(?<=[\u4e00-\u9fff)])[A-Za-z][A-Za-z'’,./&()\-]{2,}$")
#: The heading of a part.
_SECTION = re.compile(r"[一二三四五六七八九十]{1,2}[、.．]")
_TRAILING = re.compile(r"[:：;；,，。.、*★%]+$")
#: 2023年目标值 is the target of the form's year, or of the year before where another column has the form's.
_OF_YEAR = re.compile(r"^(?:19|20)[0-9]{2}年度?(?=[^0-9\-~—至度末底])")
_ONE_OF = re.compile(r"(?<=目标)[0-9一二三四五六七八九十]{1,2}|[0-9一二三四五六七八九十]{1,2}$")
#: A label is a few words; a longer text is a value, whatever it contains.
LONGEST_LABEL = 32


class VocabularyError(Sentence, ValueError):
    """A vocabulary file that cannot be used; the message says which entry and why."""


@lru_cache(maxsize=65536)
def label_key(text: str) -> str:
    """What a label is looked up by: NFKC, no white space, nothing in brackets, no leading number or year, no formula, no final colon."""
    if len(text) > 30 * LONGEST_LABEL:  # no label even if nearly all of it is blanks
        return ""
    key = norm(_COUNTED.sub("", text))
    if len(key) > 4 * LONGEST_LABEL:
        return ""
    key = _OF_YEAR.sub("", _ENUMERATION.sub("", key))
    m = _FRAMED.match(key)
    key = m[1] if m else key
    while True:
        bare = _BRACKETS.sub("", key)
        if bare == key:
            break
        key = bare
    # an opening bracket lost to a line break, or a closing one never typed
    key = re.sub(r"[(\[【].*$", "", key) if key.count("(") > key.count(")") else key
    key = _FORMULA.sub("", _TRAILING.sub("", _TRANSLATED.sub("", key)))
    return key if len(key) <= LONGEST_LABEL else ""


def is_prose(text: str) -> bool:
    """Whether a cell holds a sentence rather than a label: too long for one, or punctuated like one."""
    key = label_key(text)
    whole = norm(text)
    return bool(whole) and (not key or whole.endswith("。") or any(mark in key for mark in "，,。；;！!？?:"))


@dataclass(frozen=True, slots=True)
class _Entry:
    exact: frozenset[str]
    like: tuple[re.Pattern[str], ...]


class Vocabulary:
    """Looks labels up by place: ``exact`` anywhere, ``find`` (patterns too) where the block is already known."""

    def __init__(self, data: dict[str, dict]) -> None:
        self._places: dict[str, dict[str, _Entry]] = {}
        self._index: dict[str, dict[str, str]] = {}
        self.continued = tuple(re.compile(p) for p in data.get("title", {}).get("continued", ()))
        self.related = {k: tuple(re.compile(p) for p in v) for k, v in data.get("related", {}).items()}
        for place, content in data.items():
            if place == "related":
                continue
            fields = content if all(isinstance(v, dict) for v in content.values()) else {place: content}
            entries: dict[str, _Entry] = {}
            index: dict[str, str] = {}
            for name, entry in fields.items():
                exact = frozenset(label_key(s) for s in entry.get("exact", ()))
                entries[name] = _Entry(exact, tuple(re.compile(p) for p in entry.get("like", ())))
                for key in exact:
                    index.setdefault(key, name)
            self._places[place] = entries
            self._index[place] = index
        self.exact = lru_cache(maxsize=16384)(self._exact)
        self.find = lru_cache(maxsize=16384)(self._find)
        self.all = lru_cache(maxsize=16384)(self._all)

    def _exact(self, place: str, text: str) -> str | None:
        """The field of ``place`` that has this label as a whole name."""
        key = label_key(text)
        name = self._index[place].get(key) if key else None
        if name is None and place == "column" and len(key) <= 4:
            # 指标（三级指标）: a general word, what it means in brackets
            inner = (self._index[place].get(m[1:-1]) for m in _BRACKETS.findall(norm(text)))
            name = next((n for n in inner if n), None)
        if name is None and place == "goal":
            name = self._index[place].get(_ONE_OF.sub("", key))  # 年度绩效目标2 is one of several
        return name

    def _find(self, place: str, text: str) -> str | None:
        """As ``exact``, then by pattern, first field first."""
        name = self._exact(place, text)
        if name is not None:
            return name
        key = label_key(text)
        if not key or is_prose(text):
            return None
        for name, entry in self._places[place].items():
            if any(p.search(key) for p in entry.like):
                return name
        return None

    def _all(self, place: str, text: str) -> tuple[str, ...]:
        """Every field of ``place`` that a label may stand for, the likeliest first."""
        first = self._find(place, text)
        key = label_key(text)
        if first is None:
            return ()
        like = (n for n, entry in self._places[place].items() if n != first and any(p.search(key) for p in entry.like))
        return (first, *like)

    def is_title(self, text: str) -> bool:
        """Whether a line that stands alone names a self-evaluation form."""
        key = norm(text)
        if _SECTION.match(key) and "表" not in key:  # 五、自评结果: a part of a form, not another form
            return False
        return 4 <= len(key) <= 60 and self._find_title(key) and not key.endswith(("。", ";", "；"))

    def _find_title(self, key: str) -> bool:
        return any(p.search(re.sub(r"[()]", "", key)) for p in self._places["title"]["title"].like)

    def related_stage(self, text: str) -> str | None:
        """``target`` (申报/批复), ``monitor`` (监控), ``review`` (复核) for the title of a form of another stage, else None."""
        key = norm(text)
        if not key or len(key) > 60 or "自评" in key:
            return None
        for stage in ("monitor", "review", "target"):
            if any(p.search(key) for p in self.related.get(stage, ())):
                return stage
        return None


@cache
def _built_in() -> dict[str, dict]:
    return shipped(__package__ or "", "vocabulary.toml")


def _merge(base: dict[str, dict], own: dict[str, dict], name: str) -> dict[str, dict]:
    merged: dict[str, dict] = {k: dict(v) for k, v in base.items()}
    for place, content in own.items():
        if place not in base:
            raise VocabularyError(f"词汇表 {name} 中没有这个部分：[{place}]；可用的部分：{'、'.join(base)}")
        nested = place not in ("related", "title") and all(isinstance(v, dict) for v in content.values())
        for field_name, entry in content.items() if nested else [(None, content)]:
            old = merged[place] if field_name is None else merged[place].get(field_name)
            if old is None or not isinstance(entry, dict):
                raise VocabularyError(
                    f"词汇表 {name} 中没有这个字段：[{place}.{field_name}]；可用的字段：{'、'.join(merged[place])}"
                )
            joined = dict(old)
            for kind, words in entry.items():
                if kind not in ("exact", "like") or not isinstance(words, list):
                    raise VocabularyError(
                        f"词汇表 {name} 的 [{place}.{field_name}] 只能写 exact = [...] 或 like = [...]"
                    )
                joined[kind] = [*words, *old.get(kind, [])]
            if field_name is None:
                merged[place] = joined
            else:
                merged[place][field_name] = joined
                if "exact" in entry:  # a label has one meaning in a place: the reviewer's
                    taken = {label_key(w) for w in entry["exact"]}
                    for other, old_entry in merged[place].items():
                        if other != field_name:
                            kept = [w for w in old_entry.get("exact", []) if label_key(w) not in taken]
                            merged[place][other] = {**old_entry, "exact": kept}
    return merged


@lru_cache(maxsize=8)
def load_vocabulary(own: Path | None = None) -> Vocabulary:
    """The built-in words, extended by the file ``own``. Raises VocabularyError with a sentence when it is not usable."""
    data = _built_in()
    if own is not None:
        data = _merge(data, read_toml(Path(own), "词汇表", VocabularyError)[0], str(own))
    return Vocabulary(data)
