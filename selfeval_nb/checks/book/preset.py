"""Presets (口径): a local rule book as one TOML file in expectations/presets/ (docs/presets.md lists the keys)."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfeval_nb.common.assets import asset_dir
from selfeval_nb.common.errors import Sentence

DEFAULT = "mof2020"
ALIASES = {"default": DEFAULT}

# What a preset consists of: section -> key -> (type, allowed values or (low, high) or None). mof2020.toml sets every key.
_NUMBER = (int, float)
SCHEMA: dict[str, dict[str, tuple[Any, Any]]] = {
    "execution": {
        "weight": (_NUMBER, (0, 100)), "formula": (str, ("ratio",)), "cap": (bool, None),
        "denominator": (str, ("budget", "initial")), "explain_below": (_NUMBER, (0, 1)), "notice_below": (_NUMBER, (0, 1)),
        "explain_adjustment": (_NUMBER, (0, 10)), "notice_adjustment": (_NUMBER, (0, 10)), "low": (_NUMBER, (0, 1)),
    },
    "weights": {
        "total": (_NUMBER, (1, 1000)), "splits": (list, None), "split_tolerance": (_NUMBER, (0, 100)),
        "single_max": (_NUMBER, (0, 100)), "required_level2": (list, None), "minimum_indicators": (int, (0, 100)),
        "benefit_without_satisfaction": (_NUMBER, (0, 100)),
    },
    "scoring": {
        "positive": (str, ("ratio",)), "negative": (str, ("ratio", "linear")), "negative_accepted": (list, None),
        "equal": (str, ("positive", "exact")), "bands": (list, None), "late": (list, None),
    },
    "over": {
        "notice": (_NUMBER, (1, 100)), "explain": (_NUMBER, (1, 100)), "inclusive": (bool, None),
        "high": (_NUMBER, (1, 1000)), "extreme": (_NUMBER, (1, 10000)),
    },
    "tolerance": {"money": (_NUMBER, (0, 100)), "score": (_NUMBER, (0, 10)), "rate": (_NUMBER, (0, 1)), "ratio": (_NUMBER, (0, 1)), "cost": (_NUMBER, (0, 1))},
    "grades": {"names": (list, None), "cutoffs": (list, None)},
    "difference": {"names": (list, None), "names_en": (list, None), "limits": (list, None)},
    "quality": {"qualitative_share": (_NUMBER, (0, 1)), "low_target_share": (_NUMBER, (0, 1)), "satisfaction_low": (_NUMBER, (0, 1))},
    "similarity": {
        "text": (_NUMBER, (0.5, 1)), "minimum_text": (int, (1, 10000)), "minimum_reason": (int, (1, 10000)), "name": (_NUMBER, (0.5, 1)), "indicators": (_NUMBER, (0.5, 1)),
        "project": (_NUMBER, (0.5, 1)),
    },
    "portfolio": {"minimum_forms": (int, (2, 1000)), "high_score": (_NUMBER, (0, 1000)), "high_share": (_NUMBER, (0, 1)), "distribution_forms": (int, (2, 100000))},
    "history": {"change": (_NUMBER, (0, 100)), "margin": (_NUMBER, (0, 10)), "low_score": (_NUMBER, (0, 1000))},
    "values": {"operator_required": (bool, None)},
    "layout": {"unclaimed_share": (_NUMBER, (0, 1)), "large_amount": (_NUMBER, (0, 1e15)), "small_amount": (_NUMBER, (0, 1e15))},
}  # fmt: skip
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

    def describe(self, lang: str = "zh") -> list[str]:
        """The preset in words, a sentence a point."""
        from selfeval_nb.checks.book.preset_text import describe

        return describe(self, lang)

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


def _read(path: Path) -> tuple[dict[str, Any], bytes]:
    raw = path.read_bytes()
    try:
        return tomllib.loads(raw.decode("utf-8-sig")), raw
    except UnicodeDecodeError as error:
        raise PresetError(
            f"口径“{path.name}”不是 UTF-8 文本（第{error.start + 1}个字节），请另存为 UTF-8 编码。"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise PresetError(f"口径“{path.name}”不是有效的 TOML：{error}") from error


def _fault(where: str, expected: str, value: Any) -> PresetError:
    return PresetError(f"口径{where}应为{expected}，现为{value!r}。")


def _check_value(where: str, value: Any, kind: Any, allowed: Any) -> None:
    if kind is _NUMBER:
        if isinstance(value, bool) or not isinstance(value, _NUMBER):
            raise _fault(where, "数", value)
        if allowed and not allowed[0] <= value <= allowed[1]:
            raise _fault(where, f"{allowed[0]}～{allowed[1]}之间的数", value)
    elif kind is int:
        if isinstance(value, bool) or not isinstance(value, int) or not allowed[0] <= value <= allowed[1]:
            raise _fault(where, f"{allowed[0]}～{allowed[1]}之间的整数", value)
    elif kind is bool and not isinstance(value, bool):
        raise _fault(where, " true 或 false", value)
    elif kind is str and (not isinstance(value, str) or (allowed and value not in allowed)):
        raise _fault(where, "文字" + (f"，可选{'、'.join(allowed)}" if allowed else ""), value)
    elif kind is list and not isinstance(value, list):
        raise _fault(where, "列表", value)


def _check_lists(name: str, data: dict[str, dict[str, Any]]) -> None:
    def numbers(key: str, value: list[Any], length: int | None = None, *, falling: bool | None = None) -> None:
        if any(isinstance(x, bool) or not isinstance(x, _NUMBER) for x in value) or (
            length is not None and len(value) != length
        ):
            raise _fault(f"{name}: {key}", "一列数" if length is None else f"{length}个数", value)
        if falling is not None and value != sorted(value, reverse=falling):
            raise _fault(f"{name}: {key}", "从大到小" if falling else "从小到大", value)

    numbers("scoring.bands", data["scoring"]["bands"], 2, falling=True)
    numbers("scoring.late", data["scoring"]["late"], 2, falling=False)
    if any(not 0 <= x <= 1 for x in data["scoring"]["bands"] + data["scoring"]["late"]):
        raise _fault(f"{name}: scoring.bands and scoring.late", "0～1之间的小数", data["scoring"]["bands"])
    for x in data["scoring"]["negative_accepted"]:
        if x not in ("ratio", "linear"):
            raise _fault(f"{name}: scoring.negative_accepted", "由 ratio、linear 组成的列表", x)
    numbers("grades.cutoffs", data["grades"]["cutoffs"], len(data["grades"]["names"]) - 1, falling=True)
    numbers("difference.limits", data["difference"]["limits"], len(data["difference"]["names"]) - 1, falling=False)
    if len(data["difference"]["names_en"]) != len(data["difference"]["names"]):
        raise _fault(f"{name}: difference.names_en", "与 difference.names 一样多的名称", data["difference"]["names_en"])
    for split in data["weights"]["splits"]:
        if not isinstance(split, dict) or not set(split) <= {"cost", "output", "benefit", "satisfaction"}:
            raise _fault(f"{name}: weights.splits", "由 cost、output、benefit、satisfaction 组成的表", split)
        numbers("weights.splits", list(split.values()))
    for level in data["weights"]["required_level2"]:
        if level not in ("quantity", "quality", "timeliness", "cost"):
            raise _fault(f"{name}: weights.required_level2", "由 quantity、quality、timeliness、cost 组成的列表", level)


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
        raw, content = _read(path)
        chain.append((path, raw, content))
        parent = raw.get("extends")
        path = None if parent is None else _locate(parent, path.parent)
    data: dict[str, dict[str, Any]] = {section: {} for section in SCHEMA}
    for path, raw, _ in reversed(chain):
        for section, values in raw.items():
            if section in _HEAD:
                if not isinstance(values, str):
                    raise _fault(f"{path.name}: {section}", "文字", values)
                continue
            if section not in SCHEMA:
                raise PresetError(f"口径“{path.name}”：没有 [{section}] 这一节；可用的节有{'、'.join(SCHEMA)}。")
            if not isinstance(values, dict):
                raise _fault(f"{path.name}: {section}", f"一节 [{section}]", values)
            for key, value in values.items():
                if key not in SCHEMA[section]:
                    raise PresetError(
                        f"口径“{path.name}”：没有 {section}.{key} 这一项；[{section}] 中可用的有{'、'.join(SCHEMA[section])}。"
                    )
                _check_value(f"{path.name}: {section}.{key}", value, *SCHEMA[section][key])
                data[section][key] = value
    first_path, first, _ = chain[0]
    for section, keys in SCHEMA.items():
        for key in keys:
            if key not in data[section]:
                raise PresetError(
                    f'口径“{first_path.name}”：没有写 {section}.{key}；请写上，或写 extends = "{DEFAULT}"。'
                )
    _check_lists(first_path.name, data)
    digest = hashlib.sha256(b"\0".join(content for _, _, content in chain)).hexdigest()
    return Preset(
        name=first.get("name", first_path.stem), title=first.get("title", first_path.stem), title_en=first.get("title_en", ""),
        basis=first.get("basis", ""), data=data, sha256=digest, files=tuple(p.name for p, _, _ in chain),
        note=first.get("note", ""), note_en=first.get("note_en", ""),
    )  # fmt: skip


def preset_of_values(shown: Any) -> Preset:
    """The preset that a report shows (``Preset.to_dict``), when its values are a whole and valid preset. Raises PresetError."""
    name = "报告中的口径"
    if not isinstance(shown, dict) or not isinstance(shown.get("values"), dict) or set(shown["values"]) != set(SCHEMA):
        raise PresetError(f"{name}应有{'、'.join(SCHEMA)}各节。")
    data: dict[str, dict[str, Any]] = {}
    for section, keys in SCHEMA.items():
        values = shown["values"][section]
        if not isinstance(values, dict) or set(values) != set(keys):
            raise PresetError(f"{name}：[{section}] 应有且只有{'、'.join(keys)}。")
        for key, value in values.items():
            _check_value(f"{name}: {section}.{key}", value, *keys[key])
        data[section] = values
    _check_lists(name, data)
    for words in (data["grades"]["names"], data["difference"]["names"], data["difference"]["names_en"]):
        if not all(isinstance(w, str) for w in words):
            raise _fault(f"{name}: names", "文字组成的列表", words)
    texts = {k: shown.get(k) for k in ("name", "title", "basis", "note", "sha256")}
    for key, text in texts.items():
        if not isinstance(text, str):
            raise _fault(f"{name}: {key}", "文字", text)
    return Preset(
        name=shown["name"], title=shown["title"], title_en=shown["title"], basis=shown["basis"], data=data,
        sha256=shown["sha256"], note=shown["note"], note_en=shown["note"],
    )  # fmt: skip
