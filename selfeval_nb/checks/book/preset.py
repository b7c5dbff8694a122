"""Presets (口径): a local rule book as one TOML file in expectations/presets/ (docs/presets.md lists the keys)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfeval_nb.checks.book.sections.keys import value_fault
from selfeval_nb.checks.book.sections.preset import KEYS, SECTIONS, Sections
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.common.errors import Sentence
from selfeval_nb.common.files import read_toml

DEFAULT = "mof2020"
ALIASES = {"default": DEFAULT}

# keys of older versions: (section, key, value) -> what they are now; None: gone, since there was no other value
_OLDER: dict[tuple[str, str, Any], Any] = {
    ("execution", "formula", "ratio"): "linear",
    ("scoring", "positive", "ratio"): None,
}
_HEAD = {"name", "title", "title_en", "basis", "extends", "note", "note_en"}


class PresetError(Sentence, ValueError):
    """A preset that does not exist or is not valid; the message says which file, which key and what is expected."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A validated preset. ``data`` holds the sections of the schema, ``sha256`` covers the file and those it extends."""

    name: str
    title: str
    title_en: str
    basis: str
    data: dict[str, dict[str, Any]]
    sha256: str
    files: tuple[str, ...] = ()
    note: str = ""
    note_en: str = ""
    _cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, key: str) -> Any:
        """``preset["tolerance.score"]``. Raises KeyError for an unknown key."""
        section, name = key.split(".", 1)
        return self.data[section][name]

    def parameters(self) -> dict[str, float | str | bool | list[Any]]:
        """The suite parameters: every key as ``section_key`` (``tolerance_score``), plus a few that follow from them."""
        flat = {f"{s}_{k}": v for s, keys in self.data.items() for k, v in keys.items() if not isinstance(v, list)}
        flat["weights_indicators"] = self["weights.total"] - self["execution.weight"]
        # the largest ratio that still passes: the thresholds themselves count as reached
        flat["over_limit"] = self["over.explain"] - (1e-9 if self["over.inclusive"] else 0)
        for name in ("notice", "high", "extreme"):
            flat[f"over_{name}_limit"] = self[f"over.{name}"] - 1e-9
        return flat

    @property
    def sections(self) -> Sections:
        """The sections with their types, formulas and sentences (book/sections/)."""
        if "sections" not in self._cache:
            self._cache["sections"] = Sections.of(self.data)
        return self._cache["sections"]

    def describe(self, lang: str = "zh") -> list[str]:
        """The preset in words, a sentence a point."""
        return self.sections.describe(lang)

    def to_dict(self, lang: str = "zh") -> dict[str, Any]:
        """What a report shows of the preset."""
        return {
            "name": self.name, "title": self.title if lang == "zh" else self.title_en or self.title, "basis": self.basis,
            "sha256": self.sha256, "sentences": self.describe(lang), "note": self.note if lang == "zh" else self.note_en or self.note,
            "values": self.data,
        }  # fmt: skip


def preset_dir() -> Path:
    return asset_dir("expectations") / "presets"


def list_presets() -> list[str]:
    """Names of the presets that ship with the package, sorted."""
    return sorted(p.stem for p in preset_dir().glob("*.toml"))


def _locate(name: str | Path, near: Path | None = None) -> Path:
    text = str(name)
    if text.endswith(".toml"):
        path = Path(text)
        if not path.is_absolute() and near is not None and (near / path).is_file():
            path = near / path
        if not path.is_file():
            raise PresetError(f"没有口径文件“{text}”。")
        return path
    text = ALIASES.get(text, text)
    for folder in ([near] if near else []) + [preset_dir()]:
        if text and "/" not in text and "\\" not in text and (folder / f"{text}.toml").is_file():
            return folder / f"{text}.toml"
    raise PresetError(f"没有名为“{text}”的口径；现有{'、'.join(list_presets())}，也可写 .toml 文件的路径。")


def _fault(where: str, expected: str, value: Any) -> PresetError:
    return PresetError(f"口径{where}应为{expected}，现为{value!r}。")


def _section(name: str, section: str, values: Any) -> dict[str, Any]:
    """The keys of a section as a file sets them. Raises PresetError for a section, key or value that is none."""
    if section not in SECTIONS:
        raise PresetError(f"口径“{name}”：没有 [{section}] 这一节；可用的节有{'、'.join(SECTIONS)}。")
    if not isinstance(values, dict):
        raise _fault(f"{name}: {section}", f"一节 [{section}]", values)
    out: dict[str, Any] = {}
    for key, given in values.items():
        value = _OLDER.get((section, key, given), given) if isinstance(given, str) else given
        if value is None:
            continue
        entry = KEYS[section].get(key)
        if entry is None:
            raise PresetError(
                f"口径“{name}”：没有 {section}.{key} 这一项；[{section}] 中可用的有{'、'.join(KEYS[section])}。"
            )
        if fault := value_fault(entry, value):
            raise _fault(f"{name}: {section}.{key}", fault, value)
        out[key] = value
    return out


def _check_whole(name: str, data: dict[str, dict[str, Any]]) -> None:
    """Raises PresetError for lists and for keys that do not fit together."""
    made = Sections.of(data)
    for section in SECTIONS:
        for key, expected, value in getattr(made, section).faults():
            raise _fault(f"{name}: {section}.{key}", expected, value)


def load_preset(name_or_path: str | Path | Preset = DEFAULT) -> Preset:
    """A preset by name (``mof2020``, alias ``default``) or by the path of a TOML file. Raises PresetError.

    ``extends = "mof2020"`` takes every key that the file does not set from that preset; lists are replaced whole.
    """
    if isinstance(name_or_path, Preset):
        return name_or_path
    chain: list[tuple[Path, dict[str, Any], bytes]] = []
    path: Path | None = _locate(name_or_path)
    while path is not None:
        if any(path == seen for seen, _, _ in chain):
            raise PresetError(f"口径“{path.name}”以自己为底（extends），不能使用。")
        raw, content = read_toml(path, "口径", PresetError)
        chain.append((path, raw, content))
        parent = raw.get("extends")
        path = None if parent is None else _locate(parent, path.parent)
    data: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
    for path, raw, _ in reversed(chain):
        for section, values in raw.items():
            if section not in _HEAD:
                made = _section(path.name, section, values)
                data[section] |= made
            elif not isinstance(values, str):
                raise _fault(f"{path.name}: {section}", "文字", values)
    first_path, first, _ = chain[0]
    for section, keys in KEYS.items():
        for key in keys:
            if key not in data[section]:
                raise PresetError(
                    f'口径“{first_path.name}”：没有写 {section}.{key}；请写上，或写 extends = "{DEFAULT}"。'
                )
    _check_whole(first_path.name, data)
    digest = hashlib.sha256(b"\0".join(content for _, _, content in chain)).hexdigest()
    return Preset(
        name=first.get("name", first_path.stem), title=first.get("title", first_path.stem), title_en=first.get("title_en", ""),
        basis=first.get("basis", ""), data=data, sha256=digest, files=tuple(p.name for p, _, _ in chain),
        note=first.get("note", ""), note_en=first.get("note_en", ""),
    )  # fmt: skip


def preset_of_values(shown: Any) -> Preset:
    """The preset that a report shows (``Preset.to_dict``), when its values are a whole and valid preset. Raises PresetError."""
    name = "报告中的口径"
    if (
        not isinstance(shown, dict)
        or not isinstance(shown.get("values"), dict)
        or set(shown["values"]) != set(SECTIONS)
    ):
        raise PresetError(f"{name}应有{'、'.join(SECTIONS)}各节。")
    data: dict[str, dict[str, Any]] = {}
    for section, keys in KEYS.items():
        data[section] = _section(name, section, shown["values"][section])
        if set(data[section]) != set(keys):
            raise PresetError(f"{name}：[{section}] 应有且只有{'、'.join(keys)}。")
    _check_whole(name, data)
    texts = {k: shown.get(k) for k in ("name", "title", "basis", "note", "sha256")}
    for key, text in texts.items():
        if not isinstance(text, str):
            raise _fault(f"{name}: {key}", "文字", text)
    return Preset(
        name=shown["name"], title=shown["title"], title_en=shown["title"], basis=shown["basis"], data=data,
        sha256=shown["sha256"], note=shown["note"], note_en=shown["note"],
    )  # fmt: skip
