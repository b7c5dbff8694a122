"""Forms as data -> rows of cells -> Word, HTML or text documents in five layouts: A standard (10号), B Yunnan (operator and unit columns,
元), C letters (weights before targets, no start-of-year budget), D Sichuan (0013zp), F Chongqing (a flat list without levels).

A cell is (text, columns, rows); the cells that a row span covers are left out.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape


def target(i):
    if i.get("target") is not None:
        return i["target"]
    if i["op"] == "定性":
        return i["val"]
    if i["op"] == "≤" and not i["unit"] and "月" in i["val"]:
        return i["val"] + "前"
    return i["op"] + i["val"] + i["unit"]


def money(v, unit):
    if isinstance(v, str):
        return v
    if v is None:
        return ""
    if unit == "元":
        return f"{v * 10000:.2f}" if abs(v) < 1e7 else f"{v * 10000:.0f}"
    return f"{v:.6f}".rstrip("0").rstrip(".")


LABELS = {
    "fiscal_current": "其中：当年财政拨款",
    "carryover": "上年结转资金",
    "other": "其他资金",
    "total": "年度资金总额",
}


class Grid:
    def __init__(s, n):
        s.n, s.rows = n, []

    def row(s, *cells):
        s.rows.append([c if isinstance(c, tuple) else (c, 1, 1) for c in cells])


def _span(rows, k, keys):
    """How many rows the level cell of row ``k`` spans; 0 where the row above covers it."""
    same = [all(r[q] == rows[k][q] for q in keys) for r in rows]
    if k and same[k - 1]:
        return 0
    n = 1
    while k + n < len(rows) and same[k + n]:
        n += 1
    return n


def levels(rows):
    """Row spans of the first and second level, a pair a row."""
    return [(_span(rows, k, ("l1",)), _span(rows, k, ("l1", "l2"))) for k in range(len(rows))]


def A(f):
    g = Grid(9)
    r = g.row
    title = [f.get("title", "项目支出绩效自评表"), f"（{f['year']}年度）" if f["year"] else "（    年度）"]
    r(("项目名称", 2, 1), (f["project"], 7, 1))
    r(("主管部门", 2, 1), (f["dept"], 3, 1), "实施单位", (f["unit"], 3, 1))
    kinds = [k for k in ("total", "fiscal_current", "carryover", "other") if k in f["funds"]]
    r(
        (f"项目资金（{f.get('money', '万元')}）", 1, 1 + len(kinds)),
        ("", 2, 1),
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
    )
    for k in kinds:
        q = f["funds"][k]
        r(
            (f.get("labels", {}).get(k, LABELS[k]), 2, 1),
            *(money(q[c], f.get("money", "万元")) for c in ("initial", "budget", "executed")),
            q["weight"],
            q["rate"],
            q["score"],
        )
    r(("年度总体目标", 1, 2), ("预期目标", 4, 1), ("实际完成情况", 4, 1))
    r((f["goal"], 4, 1), (f["goal_act"], 4, 1))
    r(
        ("绩效指标", 1, 1 + len(f["inds"])),
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    )
    for i, (a, b) in zip(f["inds"], levels(f["inds"]), strict=False):
        cells = []
        if a:
            cells.append((i["l1"] + i.get("l1pts", ""), 1, a))
        if b:
            cells.append((i["l2"], 1, b))
        r(*cells, i["l3"], target(i), i["actual"], i["weight"], i["score"], i["reason"])
    if not f.get("nototal"):
        r(("总分", 6, 1), f["tw"], f["total"], f.get("gradecell", ""))
    for a, b in f.get("tail", []):
        r((a, 2, 1), (b, 7, 1))
    return title, [g], f.get("notes", [])


def Bl(f):
    f.setdefault("money", "元")
    g = Grid(10)
    r = g.row
    title = ["公开14表", f"{f['year']}年度" + f.get("title", "项目支出绩效自评表"), f"部门：{f['unit']}"]
    r(("项目名称", 2, 1), (f["project"], 8, 1))
    r(("主管部门", 2, 1), (f["dept"], 3, 1), "实施单位", (f["unit"], 4, 1))
    kinds = [k for k in ("total", "fiscal_current", "carryover", "other") if k in f["funds"]]
    r(
        (f"项目资金（{f['money']}）", 1, 1 + len(kinds)),
        ("", 3, 1),
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
    )
    for k in kinds:
        q = f["funds"][k]
        r(
            (LABELS[k], 3, 1),
            *(money(q[c], f["money"]) for c in ("initial", "budget", "executed")),
            q["weight"],
            q["rate"],
            q["score"],
        )
    r(("年度总体目标", 1, 2), ("预期目标", 4, 1), ("实际完成情况", 5, 1))
    r((f["goal"], 4, 1), (f["goal_act"], 5, 1))
    r(
        ("绩效指标", 3, 1),
        ("年度指标值", 3, 1),
        ("实际完成值", 1, 2),
        ("分值", 1, 2),
        ("得分", 1, 2),
        ("偏差原因分析及改进措施", 1, 2),
    )
    r("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位")
    for i, (a, b) in zip(f["inds"], levels(f["inds"]), strict=False):
        cells = []
        if a:
            cells.append((i["l1"] + i.get("l1pts", ""), 1, a))
        if b:
            cells.append((i["l2"], 1, b))
        if i.get("target") is not None:
            t = ("", i["target"], "")
        elif i["op"] == "定性":
            t = ("定性", i["val"], "")
        else:
            t = (i["op"], i["val"], i["unit"])
        r(*cells, i["l3"], *t, i["actual"], i["weight"], i["score"], i["reason"])
    r(("其他需要说明事项", 3, 1), (f["note"], 7, 1))
    if not f.get("nototal"):
        r(("总分", 7, 1), f["tw"], f["total"], f["grade"])
    for a, b in f.get("tail", []):
        r((a, 3, 1), (b, 7, 1))
    return title, [g], f.get("notes", [])


def Cl(f):
    """letters, weight before target, no initial budget"""
    g = Grid(9)
    r = g.row
    title = ["绩效目标自评表", f"({f['year']}年度)"]
    r(("项目名称", 2, 1), (f["project"], 3, 1), ("项目负责人及电话", 2, 1), ("王某 0000-0000000", 2, 1))
    r(("主管部门", 2, 1), (f["dept"], 3, 1), ("实施单位", 2, 1), (f["unit"], 2, 1))
    kinds = [k for k in ("total", "fiscal_current", "other") if k in f["funds"]]
    r(
        (f"资金情况（{f.get('money', '万元')}）", 1, 1 + len(kinds)),
        ("", 3, 1),
        "全年预算数（A）",
        "全年执行数（B）",
        "分值",
        "执行率（B/A）",
        "得分",
    )
    lab = {"total": "年度资金总额：", "fiscal_current": "其中：本年财政拨款", "other": "其他资金"}
    for k in kinds:
        q = f["funds"][k]
        r(
            (lab[k], 3, 1),
            *(money(q[c], f.get("money", "万元")) for c in ("budget", "executed")),
            q["weight"],
            q["rate"],
            q["score"],
        )
    r(("年度总体目标", 1, 2), ("年初设定目标", 4, 1), ("年度总体目标完成情况综述", 4, 1))
    r((f["goal"], 4, 1), (f["goal_act"], 4, 1))
    r(
        ("绩效指标", 1, 1 + len(f["inds"])),
        "一级指标",
        "二级指标",
        "三级指标",
        "分值",
        "年度指标值",
        "全年实际值",
        "得分",
        "未完成原因及拟采取的改进措施",
    )
    for i, (a, b) in zip(f["inds"], levels(f["inds"]), strict=False):
        cells = []
        if a:
            cells.append((i["l1"] + i.get("l1pts", ""), 1, a))
        if b:
            cells.append((i["l2"], 1, b))
        r(*cells, i["l3"], i["weight"], target(i), i["actual"], i["score"], i["reason"])
    if not f.get("nototal"):
        r(("总分", 4, 1), f["tw"], "", "", f["total"], f.get("gradecell", ""))
    for a, b in f.get("tail", []):
        r((a, 2, 1), (b, 7, 1))
    return title, [g], f.get("notes", [])


def D(f):
    g = Grid(11)
    r = g.row
    title = ["报表编号：510000_0013zp", f"部门预算项目支出绩效自评表（{f['year']}年度）"]
    r(("项目名称", 2, 1), (f["project"], 9, 1))
    r(("主管部门", 2, 1), (f["dept"], 4, 1), ("实施单位（盖章）", 2, 1), (f["unit"], 3, 1))
    r(("项目基本情况", 1, 3), ("1.项目年度目标完成情况", 2, 2), ("项目年度目标", 4, 1), ("年度目标完成情况", 4, 1))
    r((f["goal"], 4, 1), (f["goal_act"], 4, 1))
    r(("2.项目实施内容及过程概述", 2, 1), ("按照年度计划组织实施，过程管理规范。", 8, 1))
    kinds = [k for k in ("total", "fiscal_current", "carryover", "other") if k in f["funds"]]
    lab = {"total": "总额", "fiscal_current": "其中：财政资金", "carryover": "上年结转", "other": "其他资金"}
    r(
        ("预算执行情况（10分）", 1, 1 + len(kinds)),
        (f"年度预算数（{f.get('money', '万元')}）", 3, 1),
        "年初预算",
        "调整后预算数",
        "预算执行数",
        "预算执行率",
        "权重",
        "得分",
        "原因",
    )
    for k in kinds:
        q = f["funds"][k]

        def slash(x):
            return "/" if x == "—" else x

        r(
            (lab[k], 3, 1),
            *(money(q[c], f.get("money", "万元")) for c in ("initial", "budget", "executed")),
            q["rate"],
            slash(q["weight"]),
            slash(q["score"]),
            f.get("freason", "") if k == "total" else "",
        )
    r(
        ("绩效指标（90分）", 1, 1 + len(f["inds"])),
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "完成值",
        "权重",
        "得分",
        "未完成原因分析",
    )
    for i, (a, b) in zip(f["inds"], levels(f["inds"]), strict=False):
        cells = []
        if a:
            cells.append((i["l1"] + i.get("l1pts", ""), 1, a))
        if b:
            cells.append((i["l2"], 1, b))
        if i.get("target") is not None:
            t = ("", i["target"], "")
        elif i["op"] == "定性":
            t = ("定性", i["val"], "")
        else:
            t = (i["op"], i["val"], i["unit"])
        r(*cells, i["l3"], *t, i["actual"], i["weight"], i["score"], i["reason"])
    if not f.get("nototal"):
        r(("合计", 8, 1), f["tw"], f["total"], "")
    r(("评价结论", 1, 1), (f.get("conclusion", f"项目自评总分{f['total']}分，总体完成较好。"), 10, 1))
    r(("存在问题", 1, 1), (f.get("problems", "个别指标未全部完成，具体见指标栏。"), 10, 1))
    r(("改进措施", 1, 1), (f.get("measures", "加强过程管理，按指标栏所列措施落实。"), 10, 1))
    for a, b in f.get("tail", []):
        r((a, 1, 1), (b, 10, 1))
    r(("项目负责人：王某", 6, 1), ("财务负责人：李某", 5, 1))
    return title, [g], f.get("notes", [])


def F(f):
    """Chongqing flat list"""
    g = Grid(8)
    r = g.row
    title = [f"{f['year']}年度项目支出绩效自评表"]
    r("项目名称", (f["project"], 3, 1), "自评总分（分）", (f["total"], 3, 1))
    r("主管部门", (f["dept"], 3, 1), "实施单位", (f["unit"], 3, 1))
    r(
        ("项目资金（万元）", 2, 1),
        "年初预算数",
        "全年（调整）预算数",
        "全年执行数",
        "执行率（%）",
        "执行率权重",
        "执行率得分",
    )
    q = f["funds"]["total"]
    r(
        ("年度总金额", 2, 1),
        *(money(q[c], "万元") for c in ("initial", "budget", "executed")),
        q["rate"],
        q["weight"],
        q["score"],
    )
    q = f["funds"]["fiscal_current"]
    r(("其中：财政拨款", 2, 1), *(money(q[c], "万元") for c in ("initial", "budget", "executed")), "", "", "")
    r(("年初绩效目标", 4, 1), ("全年目标实际完成情况", 4, 1))
    r((f["goal"], 4, 1), (f["goal_act"], 4, 1))
    r("指标名称", "计量单位", "指标性质", "指标值", "指标权重", "全年完成值", "指标得分", "说明")
    for i in f["inds"]:
        if i.get("target") is not None:
            t = ("", "", i["target"])
        elif i["op"] == "定性":
            t = ("", "定性", i["val"])
        else:
            t = (i["unit"], i["op"], i["val"])
        r(i["l3"], *t, i["weight"], i["actual"], i["score"], i["reason"])
    return title, [g], f.get("notes", [])


LAYOUTS = {"A": A, "B": Bl, "C": Cl, "D": D, "F": F}

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def p(t):
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(t)}</w:t></w:r></w:p>'


def place(g):
    """rows of (text, colspan, state) with vertical merges placed"""
    cover = {}
    out = []
    for ri, cells in enumerate(g.rows):
        c, row, it = 0, [], iter(cells)
        while c < g.n:
            if (ri, c) in cover:
                cs = cover[(ri, c)]
                row.append(("", cs, "cont"))
                c += cs
                continue
            text, cs, rs = next(it)
            row.append((text, cs, "start" if rs > 1 else ""))
            for k in range(1, rs):
                cover[(ri + k, c)] = cs
            c += cs
        assert next(it, None) is None, (ri, cells)
        out.append(row)
    return out


def docx(path, title, grids, notes):
    body = "".join(p(t) for t in title)
    for g in grids:
        body += "<w:tbl><w:tblPr/><w:tblGrid>" + '<w:gridCol w:w="1000"/>' * g.n + "</w:tblGrid>"
        for row in place(g):
            body += "<w:tr>"
            for text, cs, st in row:
                pr = (f'<w:gridSpan w:val="{cs}"/>' if cs > 1 else "") + (
                    '<w:vMerge w:val="restart"/>' if st == "start" else "<w:vMerge/>" if st == "cont" else ""
                )
                body += f"<w:tc><w:tcPr>{pr}</w:tcPr>{p(text)}</w:tc>"
            body += "</w:tr>"
        body += "</w:tbl>"
    body += "".join(p(t) for t in notes) + "<w:p/>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        z.writestr(
            "_rels/.rels",
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        z.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>',
        )


def html(path, title, grids, notes):
    s = "<html><head><meta charset='utf-8'></head><body>" + "".join(f"<p>{escape(t)}</p>" for t in title)
    for g in grids:
        s += "<table border=1>"
        for cells in g.rows:
            s += "<tr>" + "".join(f"<td colspan={c[1]} rowspan={c[2]}>{escape(c[0])}</td>" for c in cells) + "</tr>"
        s += "</table>"
    s += "".join(f"<p>{escape(t)}</p>" for t in notes)
    Path(path).write_text(s + "</body></html>", encoding="utf-8")


def txt(path, title, grids, notes):
    """like the example: one cell a line behind a tab, rows parted by blank lines; covered cells are blank lines with a tab"""
    s = "\n\n".join(title) + "\n\n"
    for g in grids:
        for row in place(g):
            s += "".join(f"\t{t}\n" for t, cs, st in row) + "\n"
    s += "\n".join(notes) + "\n"
    Path(path).write_text(s, encoding="utf-8")


def write(path, f, layout):
    kind, _, fmt = layout.partition(".")
    {"": docx, "docx": docx, "html": html, "txt": txt}[fmt](path, *LAYOUTS[kind](f))


def EXT(layout):
    return {"": "docx", "docx": "docx", "html": "html", "txt": "txt"}[layout.partition(".")[2]]
