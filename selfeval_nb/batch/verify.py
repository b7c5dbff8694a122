"""``selfeval verify OUT FORMS``: is a whole output folder what follows from its forms? The batch is run again, elsewhere, and compared
file by file, to the byte."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Unpack

from selfeval_nb.batch.output.folder import INNER, file_digest
from selfeval_nb.batch.output.manifest import NAME, parse_record
from selfeval_nb.batch.run import run_batch
from selfeval_nb.batch.settings import FORMATS
from selfeval_nb.batch.stage.printing import find_browser
from selfeval_nb.batch.stage.which_notebook import PARAMETERS
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.files import why
from selfeval_nb.common.how import AllOptions
from selfeval_nb.report.page.verify import compare, laid_over, report_text
from selfeval_nb.review import as_json
from selfeval_nb.review.build import TIME
from selfeval_nb.review.claims import Claims
from selfeval_nb.review.embed import EmbedError, embedded, parsed
from selfeval_nb.review.model import Ruling
from selfeval_nb.review.rulings.book import ACTIONS, RulingBook, load_rulings, save_rulings
from selfeval_nb.review.shape import ShapeError, shaped
from selfeval_nb.review.verify import Difference, VerifyResult, tree

_MOST = 100  # differences that are listed
#: Parameters of a kept notebook that name a place as seen from its folder, or a preset by one of its names.
_PATHS = tuple(p for p in PARAMETERS if p not in ("form_no", "lang"))


def verify_folder(
    out: str | Path, forms: Sequence[str | Path], *, jobs: int | None = None, **options: Unpack[AllOptions]
) -> VerifyResult:
    """Run the batch of ``forms`` again as the folder's manifest says it was run, and compare every file of the folder.

    Raises ReviewError when the folder is none of a batch, or no forms were given; BatchError when the batch cannot run.
    """
    folder, told = Path(out), _Told()
    if not forms:
        raise ReviewError(f"核对整个输出文件夹“{folder.name}”须同时给出生成它的自评表文件或文件夹。")
    try:
        record = parse_record((folder / NAME).read_bytes())
    except OSError as error:
        raise ReviewError(
            f"“{folder.name}”中的 {NAME} 无法读取（{why(error)}），请核对是不是批量输出的文件夹。"
        ) from None
    reports = _reports(folder)
    lang, formats = _settings(record, told)
    rulings = options.get("rulings")
    how: AllOptions = {
        **options,
        "lang": lang,
        "preset": options.get("preset") or str(record.get("preset") or "default"),
    }
    with tempfile.TemporaryDirectory(prefix="selfeval-verify-") as work:
        if not rulings:
            rulings = _stated_rulings(reports, Path(work) / "rulings.jsonl", told)
        with _time(reports, told):
            again = Path(work) / "out"
            how["rulings"] = rulings
            run_batch(forms, again, formats=formats, jobs=jobs, progress=None, **how)
        _compare(folder, again, reports, told, load_rulings(rulings) if rulings else None)
    return told.result()


class _Told:
    """What is found out, in the order in which it is found."""

    def __init__(self) -> None:
        self.differences: list[Difference] = []
        self.limits: list[str] = []
        self.notes: list[str] = []
        self.files = 0

    def limit(self, sentence: str) -> None:
        if sentence not in self.limits:
            self.limits.append(sentence)

    def result(self) -> VerifyResult:
        found = self.differences[:_MOST]
        if len(self.differences) > _MOST:
            self.notes.append(f"另有{len(self.differences) - _MOST}处不同没有列出。")
        return VerifyResult(found, {"文件": self.files}, self.limits, self.notes)


def _reports(folder: Path) -> dict[str, tuple[str, str, Any]]:
    """Name -> (page, JSON text, values) of the reports that carry values."""
    found = {}
    for path in sorted(folder.glob("*.html")):
        with contextlib.suppress(EmbedError):  # an index, an error page, or no report of ours: compared as a file
            html = report_text(path)
            text = embedded(html)
            found[path.name] = (html, text, parsed(text))
    return found


def _settings(record: dict[str, Any], told: _Told) -> tuple[str, tuple[str, ...]]:
    """How the manifest says that the batch was run; what of it cannot be had here is told."""
    from selfeval_nb import __version__

    lang = record.get("lang") if record.get("lang") in ("zh", "en") else "zh"
    stated = record.get("formats")
    formats = tuple(f for f in FORMATS if isinstance(stated, list) and f in stated) or ("html",)
    if "pdf" in formats and find_browser() is None:
        told.limit("本机没有 Chromium 浏览器，PDF 文件没有核对。")
        formats = tuple(f for f in formats if f != "pdf") or ("html",)
    if record.get("version") != __version__:
        told.limit(f"输出由 {record.get('version') or '其他'} 版生成，重新计算用的是 {__version__} 版。")
    notebook = record.get("notebook")
    here = file_digest(asset_dir("notebooks") / "review.ipynb")
    if not isinstance(notebook, dict) or notebook.get("sha256") != here:
        told.limit("输出用的复核笔记本与本机的不同，重新计算用的是本机的。")
    return str(lang), formats


def _stated_rulings(reports: dict[str, tuple[str, str, Any]], path: Path, told: _Told) -> Path | None:
    """The rulings that the reports themselves state, as a file: all that there is when none was given."""
    stated: list[Ruling] = []
    for _, _, data in reports.values():
        with contextlib.suppress(ShapeError):  # told when the report is compared
            some = shaped(list[Ruling], Claims(data).at("rulings") or [], "rulings")
            stated += [r for r in some if r.action in ACTIONS and isinstance(r.value, str | int | float | None)]
    if not stated:
        if not any(isinstance(Claims(data).at("counts", "stale"), int) for _, _, data in reports.values()):
            return None
        told.limit("报告称所用的复核意见文件中没有这些表的意见，无法核对：请用 --rulings 给出复核意见文件。")
        path.touch()
        return path
    who = "、".join(dict.fromkeys(r.reviewer or "未署名" for r in stated))
    told.limit(f"{len(stated)}条复核意见（{who}）只凭报告自称，无法核对：请用 --rulings 给出复核意见文件。")
    save_rulings(path, stated)
    return path


@contextlib.contextmanager
def _time(reports: dict[str, tuple[str, str, Any]], told: _Told) -> Iterator[None]:
    """Within it the time of making is that which the reports state."""
    times = {t for _, _, data in reports.values() if isinstance(t := Claims(data).at("provenance", "time"), str)}
    before = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = datetime.strptime(min(times), TIME).replace(tzinfo=UTC) if len(times) == 1 else None
    except ValueError:
        moment = None  # no time that a report of ours would state: told when the reports are compared
    if moment is not None:
        told.limit(f"报告的生成时间（{min(times)}）是生成时给出的，无从核对。")
        os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    elif not times:
        os.environ.pop("SOURCE_DATE_EPOCH", None)
    try:
        yield
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH", None)
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _compare(
    folder: Path, again: Path, reports: dict[str, tuple[str, str, Any]], told: _Told, book: RulingBook | None
) -> None:
    right, there = _files(again), _files(folder)
    other_version = bool(told.limits) and any("版" in limit for limit in told.limits)
    for name in right:
        told.files += 1
        if name not in there:
            told.differences.append(Difference("file", name, "", "有这个文件"))
        elif (folder / name).read_bytes() == (again / name).read_bytes():
            continue
        elif name in reports:
            _report(again / name, name, reports[name], told, book)
        elif name.endswith(".ipynb") and _notebook(folder / name) == _notebook(again / name):
            told.notes.append(f"{name}：除自评表所在位置的写法外相同。") if len(told.notes) < 5 else None
        elif name == NAME:
            _manifest(folder, again, told)
        elif other_version:
            told.limit(f"{name} 与重新计算的不同；输出由其他版本或其他笔记本生成，不能逐字核对。")
        else:
            told.differences.append(Difference("file", name, _mark(folder / name), _mark(again / name)))
    more = [name for name in there if name not in right]
    ours = [n for n in more if n in reports or n.startswith("data/") or n.endswith((".xlsx", ".html"))]
    told.differences += [Difference("file", n, "有这个文件", "") for n in ours]
    rest = [n for n in more if n not in ours and not n.endswith(".pdf")]
    if rest:
        told.notes.append(f"文件夹中另有{len(rest)}个文件不是批量输出的，没有核对：{'、'.join(rest[:10])}。")


def _report(path: Path, name: str, stated: tuple[str, str, Any], told: _Told, book: RulingBook | None) -> None:
    """Where a report is not the one that was made again, value by value."""
    try:
        made = as_json.from_dict(parsed(embedded(report_text(path))))
    except EmbedError:
        told.differences.append(Difference("file", name, "带有数值", "没有附带数值"))
        return
    html, text, data = stated
    claims = Claims(data)
    expected = laid_over(claims, made, {}, book, whole=True)
    result = compare(html, text, claims, expected)
    told.differences += [Difference(d.kind, f"{name} {d.where}".strip(), d.stated, d.found) for d in result.differences]
    for sentence in result.limits:
        told.limit(sentence)


def _manifest(folder: Path, again: Path, told: _Told) -> None:
    """Where the manifest says something else, its keys left aside: they digest what the folder does not show (the whole rulings file)."""
    records = []
    for place in (folder, again):
        record = parse_record((place / NAME).read_bytes())
        files: dict[str, Any] = dict(record.get("files") or {}) if isinstance(record.get("files"), dict) else {}
        forms = record.get("forms") if isinstance(record.get("forms"), list) else []
        for form in forms or []:
            if isinstance(form, dict):
                form.pop("key", None)
                files |= form["outputs"] if isinstance(form.get("outputs"), dict) else {}
                form["outputs"] = sorted(form["outputs"]) if isinstance(form.get("outputs"), dict) else None
        if place is folder:
            wrong = [n for n, mark in files.items() if not isinstance(n, str) or file_digest(folder / n) != mark]
            told.differences += [
                Difference("file", f"{NAME} {n}", str(files[n])[:16], _mark(folder / n)) for n in wrong
            ]
        record["files"] = sorted(files)
        for name in ("inputs", "program"):
            record.pop(name, None)
        records.append(record)
    told.differences += [
        Difference("file", f"{NAME} {d.where}", d.stated, d.found) for d in tree("", records[0], records[1], "file")
    ]


def _files(folder: Path) -> list[str]:
    """The files of an output folder, by their names in it; links are not followed."""
    found = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f != INNER)
        found += [(Path(root) / f).relative_to(folder).as_posix() for f in sorted(files)]
    return [n for n in found if not n.rsplit("/", 1)[-1].startswith(".")]


def _notebook(path: Path) -> Any:
    """A kept notebook without the places that its parameters name: they are as seen from the folder it lies in."""
    try:
        nb = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
        parameters = nb["metadata"]["papermill"]["parameters"]
        for name in _PATHS:
            if name in parameters:
                parameters[name] = ""
        for cell in nb["cells"]:
            if cell.get("id") == "injected-parameters":
                cell["source"] = ""
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return object()  # no notebook of ours: equal to nothing
    return nb


def _mark(path: Path) -> str:
    return f"SHA-256 {(file_digest(path) or '')[:16]}…"
