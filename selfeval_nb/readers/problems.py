"""The sentences for what could not be read. The slug is stable and for programs, the sentence is for the reviewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from selfeval_nb.readers.model import Problem

# slug: (Chinese, English). Each says what, where and what to do; {…} is filled by the reader that reports it.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "empty": ("文件是空的（0 字节），请向填报单位索取原文件。", "The file is empty (0 bytes); ask for the original."),
    "no-text": (
        "文件中没有任何文字或表格，请核实是否发错文件。",
        "The file holds no text and no table; check that it is the right one.",
    ),
    "not-found": ("找不到该文件：{reason}，请核实路径。", "File not found: {reason}; check the path."),
    "unreadable": (
        "无法打开该文件：{reason}，请核实权限后重试。",
        "Cannot open the file: {reason}; check permissions.",
    ),
    "encrypted": (
        "文件已加密或设有打开密码，无法读取，请取消密码后重新提交。",
        "The file is encrypted or protected by a password; remove the password and send it again.",
    ),
    "damaged": (
        "文件已损坏，无法读取（{reason}），请重新导出或索取原文件。",
        "The file is damaged and cannot be read ({reason}); export it again or ask for the original.",
    ),
    "not-supported": (
        "不支持该类文件（{reason}），请转为 .docx、.xlsx、.html、.txt 或带文字层的 .pdf。",
        "Files of this kind are not supported ({reason}); convert to .docx, .xlsx, .html, .txt or a PDF with text.",
    ),
    "picture": (
        "文件是图片（{reason}），没有可读取的文字，请提交可编辑的文档。",
        "The file is a picture ({reason}) without text; send an editable document.",
    ),
    "scanned-pdf": (
        "PDF 第 {pages} 页是扫描图像，没有文字层，无法读取，请提交可编辑的文档或先作文字识别。",
        "Page {pages} of the PDF is a scan without a text layer; send an editable document or run OCR first.",
    ),
    "no-office": (
        "读取 {reason} 文件需要 LibreOffice，本机没有安装；请安装后重试，或另存为 .docx。",
        "Reading {reason} files needs LibreOffice, which is not installed; install it or save the file as .docx.",
    ),
    "office-failed": (
        "LibreOffice 未能转换该文件（{reason}），请在 Word 或 WPS 中另存为 .docx 后重新提交。",
        "LibreOffice could not convert the file ({reason}); save it as .docx in Word or WPS and send it again.",
    ),
    "too-large": (
        "超出读取上限（{reason}），未读取；确认文件可信后可调高上限再读。",
        "Over a reading limit ({reason}), not read; raise the limit if the file is trusted.",
    ),
    "too-deep": (
        "表格或元素嵌套过深（{reason}），未读取，请核实文件是否正常。",
        "Tables or elements are nested too deeply ({reason}); not read. Check the file.",
    ),
    "too-slow": (
        "读取用时超过 {reason} 秒，已停止，请核实文件是否正常或调高时限。",
        "Reading took more than {reason} seconds and was stopped; check the file or raise the limit.",
    ),
    "archive-bomb": (
        "压缩包内容异常（{reason}），疑似恶意文件，未解压，请核实来源。",
        "The archive is abnormal ({reason}), possibly malicious; not unpacked. Check where it comes from.",
    ),
    "unsafe-xml": (
        "文件内含 DOCTYPE 或实体声明（{reason}），正常文档不会有，未读取，请核实来源。",
        "The file declares a DOCTYPE or entities ({reason}), which no normal document does; not read.",
    ),
    "unsafe-path": (
        "压缩包内的路径不安全（{reason}），该项未读取，请核实来源。",
        "A path in the archive is unsafe ({reason}); the entry was not read.",
    ),
    "link": (
        "“{reason}”是符号链接，为安全起见未读取，请提交文件本身。",
        "“{reason}” is a symbolic link and was not followed; send the file itself.",
    ),
    "own-output": (
        "跳过了 {count} 个本程序生成的文件（如 {reason}），它们不是自评表。",
        "{count} files that this program made (such as {reason}) were passed over; they are no forms.",
    ),
    "no-document": (
        "跳过了 {count} 个不是文档的文件（{reason}）；其中如有自评表，请存为 .docx、.xlsx 或 .txt。",
        "{count} files that are no documents ({reason}) were passed over; save as .docx, .xlsx or .txt what is a form.",
    ),
    "hidden-sheet": (
        "工作表“{reason}”处于隐藏状态，未读取；如需审核请取消隐藏。",
        "The sheet “{reason}” is hidden and was not read; unhide it if it is to be reviewed.",
    ),
    "hidden-cells": (
        "工作表“{sheet}”有隐藏的{reason}，内容未读取；如需审核请取消隐藏。",
        "The sheet “{sheet}” has hidden {reason} that were not read; unhide them if they are to be reviewed.",
    ),
    "uncalculated": (
        "工作表“{sheet}”有 {count} 个公式没有计算结果，按公式原文读取；请用 Excel 或 WPS 打开并保存后重新提交。",
        "{count} formulas on the sheet “{sheet}” have no result and are read as typed; open and save it in Excel or WPS.",
    ),
    "struck-text": (
        "文档中有 {count} 处带删除线的文字未读取（如“{reason}”），请核实。",
        "{count} pieces of struck-through text were left out (such as “{reason}”); please check.",
    ),
    "side-text": (
        "文档中有 {count} 条{kind}未读取（如“{reason}”），请核实其中是否有应填内容。",
        "{count} {kind} were not read (such as “{reason}”); check whether they hold what belongs into the form.",
    ),
    "unread-annotations": (
        "PDF 第 {pages} 页上后加的批注或表单填写内容无法读取（{reason}），请核实。",
        "What was added to page {pages} of the PDF (notes, form fields) cannot be read ({reason}); please check.",
    ),
    "rounded-display": (
        "工作表“{sheet}”有数字显示时经过四舍五入（如显示 {shown}，实际 {stored}），按实际值读取，请核实。",
        "Numbers of the sheet “{sheet}” are shown rounded (such as {shown} for {stored}); they were read as stored. Please check.",
    ),
    "odd-value": (
        "单元格 {cell} 的数值与其格式不相符（{reason}），按原值读取，请核实。",
        "Value and format of the cell {cell} do not go together ({reason}); it was read as stored. Please check.",
    ),
    "hidden-text": (
        "文档中有 {count} 处隐藏文字未读取（如“{reason}”），请核实。",
        "{count} pieces of hidden text were left out (such as “{reason}”); please check.",
    ),
    "embedded-document": (
        "文档内嵌了另一份文档（{reason}），其中内容未读取，请展开为正文后重新提交。",
        "The document embeds another one ({reason}) that was not read; paste it as text and send again.",
    ),
    "active-content": (
        "文档含有宏或嵌入对象（{reason}），未执行、未读取，请核实来源。",
        "The document holds macros or embedded objects ({reason}); neither run nor read. Check where it comes from.",
    ),
    "external-link": (
        "文档引用了外部资源（{reason}），未访问，请核实。",
        "The document refers to external resources ({reason}); not fetched. Please check.",
    ),
    "span-clamped": (
        "有单元格声明的合并范围异常（{reason}），已按上限截断，请核实表格。",
        "A cell declares an abnormal span ({reason}); it was cut to the limit. Check the table.",
    ),
    "long-text": (
        "以“{reason}”开头的一栏有 {count} 字，规则只看其开头，请核实是否误粘贴。",
        "A field that begins “{reason}” has {count} characters; rules look at its beginning only. Check whether it was pasted by mistake.",
    ),
    "unmapped-symbol": (
        "有 {count} 个符号无法识别（{reason}），请对照原件核实。",
        "{count} symbols could not be identified ({reason}); compare with the original.",
    ),
    "encoding": (
        "文字编码无法完全识别（按 {reason} 读取，有无法识别的字符），请核实。",
        "The text encoding is uncertain (read as {reason}, some characters are lost); please check.",
    ),
    "wrong-extension": (
        "扩展名是 .{extension}，内容其实是 {reason}，已按内容读取，请核实。",
        "The name ends in .{extension} but the content is {reason}; it was read by content. Please check.",
    ),
    "failed": (
        "读取时出现意外错误（{reason}），该文件未读取，请将文件反馈给维护者。",
        "An unexpected error stopped the reading ({reason}); please report the file to the maintainers.",
    ),
}


def sentence(slug: str, lang: str = "zh", /, **facts: object) -> str:
    """The sentence for a problem, its facts filled in. Raises KeyError for an unknown slug (a fault of the program)."""
    template = SENTENCES[slug][0 if lang == "zh" else 1]
    return template.format_map({k: _short(v) for k, v in facts.items()}) if facts else template


MOST = 200  # rows of one kind for one form or file: beyond, a person reads none of them


def summed(problems: Sequence[Problem], most: int = MOST) -> list[Problem]:
    """The problems of one document, of each kind at most ``most`` for a form; what is beyond that is one row that counts it."""
    seen: Counter[tuple[str, str | None]] = Counter()
    kept = []
    for p in problems:
        seen[p.problem, p.form_id] += 1
        if seen[p.problem, p.form_id] <= most:
            kept.append(p)
    kept += [
        Problem(problems[0].file, slug, f"同样的问题另有 {n - most} 处，没有逐一列出。", "", form_id)
        for (slug, form_id), n in seen.items()
        if n > most
    ]
    return kept


def _short(value: object) -> str:
    text = printable(str(value))
    return text if len(text) <= 120 else text[:117] + "…"


# C0/C1 controls, bidirectional overrides and isolates, zero-width characters, line separators, BOM: a name holding them can show
# as another name, or move the cursor of a terminal. Surrogates come from undecodable file names.
_UNSAFE = {
    *range(0x20),
    *range(0x7F, 0xA0),
    *range(0x200B, 0x2010),
    0x2028,
    0x2029,
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xD800, 0xE000),
}
_NEUTRAL = dict.fromkeys(_UNSAFE, "\N{REPLACEMENT CHARACTER}")


def printable(name: str) -> str:
    """A name as it may be shown: control, bidirectional and zero-width characters become U+FFFD."""
    return name.translate(_NEUTRAL)


class Refused(Exception):
    """Reading ends here with a problem. Used inside the readers only; ``read`` turns it into a Document."""

    def __init__(self, slug: str, where: str = "", **facts: object) -> None:
        super().__init__(slug)
        self.slug, self.where, self.facts = slug, where, facts
