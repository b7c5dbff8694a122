"""What the index of a batch and the portfolio notebook say, in Chinese and English, beyond the words of the report."""

from __future__ import annotations

from types import SimpleNamespace

_WORDS: dict[str, tuple[str, str]] = {
    "by_rule": ("按规则（表数）", "Findings by rule (forms)"),
    "by_unit": ("按单位（错误和疑似问题）", "By unit (errors and points to clarify)"),
    "all_rules": ("其余{n}条规则", "{n} more rules"),
    "all_units": ("其余{n}个单位", "{n} more units"),
    "differences": ("与自评得分之差", "Difference to the self-score"),
    "review_score": ("复核得分", "Review score"),
    "reviewed": ("已复核", "Reviewed"),
    "reviewed_column": ("已处理", "Ruled"),
    "by_whom": ("复核人 {}", "by {}"),
    "board": ("按单位", "By unit"),
    "download": ("下载：", "Download: "),
    "average_own": ("自评得分平均", "Average self-score"),
    "average_review": ("复核得分平均", "Average review score"),
    "layouts": ("版式", "Layouts"),
    "layout": ("版式", "Layout"),
    "layouts_text": ("共{n}种版式；{m}张表的读取不确定，请先核对读取结果，读错的指认一次，同版式的表都照此读（selfeval layouts）。", "{n} layouts; the reading of {m} forms is not sure. Please check it first; where it is wrong, point at one form and every form of its layout is read so (selfeval layouts)."),
    "waiting": ("待看", "To be looked at"),
    "look_at": ("先看这些表", "Look at these first"),
    "untitled": ("（无标题）", "(no title)"),
    "read_by": ("按版式文件{file}读", "read by the layout file {file}"),
    "coverage": ("应自评项目", "Projects to be evaluated"),
    "missing_project": ("没有收到自评表的项目", "Projects without a form"),
    "list_place": ("清单中的位置", "Place in the list"),
    "more_missing": ("另有{n}个未列出，见 manifest.json。", "{n} more are not listed; see manifest.json."),
    "no_coverage": ("没有给出应自评项目清单。", "No list of projects was given."),
    "broken": ("不能使用的规则", "Rules that could not be used"),
    "broken_text": ("这些规则没有检查任何一张表，请先改正规则或它所用的列。", "These rules checked no form; please put the rule, or the column that it uses, right."),
    "more_groups": ("另有{n}组未列出，见 data/index.parquet 和问题清单。", "{n} more groups are not listed; see data/index.parquet and the findings."),

    "indicators": ("指标", "indicators"),
    "no_groups": ("没有发现项目之间雷同的文字或指标。", "No text and no set of indicators is shared between projects."),
    "no_findings": ("没有查出问题。", "Nothing was found."),
    "listed": ("列出前{n}张，共{m}张；其余用 portfolio.frame 或总览网页查看。", "The first {n} of {m} forms; see portfolio.frame or the index page for the rest."),
    "none_match": ("没有符合条件的自评表。", "No form matches."),
    "unit_contains": ("单位名称中含有", "part of its name"),
    "loading": ("正在装入数据（{i}/{n}）……", "Loading data ({i}/{n}) …"),
    "load_failed": ("数据文件“{file}”没有找到，请与本页一起复制 data 文件夹。", "The data file “{file}” was not found: copy the folder data together with this page."),
    "saved": ("已导出“{file}”（{size} kB）。", "Exported “{file}” ({size} kB)."),
    "not_saved": ("文件“{file}”不能写入（{why}），请关闭已打开的同名文件或换一个位置。", "“{file}” cannot be written ({why}); close it where it is open or choose another place."),
    "no_forms": ("“{source}”中没有找到自评表。", "No form was found in “{source}”."),
    "no_source": ("找不到“{source}”，请核对参数 source 的路径。", "“{source}” does not exist; please check the parameter source."),
    "old_batch": ("“{source}”是较早版本生成的，没有 data/index.parquet，请重新运行 selfeval batch。", "“{source}” was made by an earlier version and has no data/index.parquet; please run selfeval batch again."),
    "bad_lang": ("参数 lang 应为 zh 或 en，现为 {lang!r}。", "The parameter lang must be zh or en, but is {lang!r}."),
}  # fmt: skip


#: What the files are that lie beside the page.
_DOWNLOADS: dict[str, tuple[str, str]] = {
    "workpaper.xlsx": ("复核底稿和汇总表（Excel）", "work paper and summary (Excel)"),
    "退回要求落实情况.html": ("退回要求落实情况", "what became of the demands"),
    "findings.xlsx": ("全部问题清单（Excel）", "all findings (Excel)"),
}  # fmt: skip


class IndexWords(SimpleNamespace):
    """The index's words of one language as attributes."""

    def __init__(self, lang: str) -> None:
        index = 1 if lang == "en" else 0
        files = {name: pair[index] for name, pair in _DOWNLOADS.items()}
        super().__init__(lang=lang, downloads=files, **{name: pair[index] for name, pair in _WORDS.items()})
