"""Layouts and the effect of teaching in a reviewer's words: for the terminal, and as a page with each representative in colours."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from selfeval_nb.forms.explain import body_html, explain, legend_html, page_html
from selfeval_nb.forms.layouts.group import Group, Member
from selfeval_nb.forms.layouts.model import Layout
from selfeval_nb.forms.layouts.roles import ROLES
from selfeval_nb.forms.layouts.teach import Taught
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.place_names import place_name
from selfeval_nb.forms.words.text import clean
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers import read

#: Changed fields that are shown one by one.
_FEW = 12


def as_text(groups: Sequence[Group]) -> str:
    """A paragraph a layout."""
    forms = sum(m.form_no > 0 for g in groups for m in g.members)
    lost = sum(m.form_no == 0 for g in groups for m in g.members)
    lines = [f"{len(groups)} 种版式，{forms} 张自评表" + (f"，{lost} 个文件没有读出自评表" if lost else "")]
    for n, group in enumerate(groups, 1):
        lines.append(f"版式{n}：{_counts(group)}")
        lines.append(f"  代表：{_member(group.representative)}")
        if group.layouts:
            lines.append(f"  按版式文件读：{'、'.join(group.layouts)}")
        if group.representative.waits:
            lines.append(f"  先看：{group.representative.waits}")
    return "\n".join(lines)


def _counts(group: Group) -> str:
    waiting = len(group.waiting)
    kept = f"，{waiting} 张待看" if waiting else ""
    return f"{len(group.members)} 张，读得准 {group.sure:.0%}{kept}"


def _member(member: Member) -> str:
    title = f"《{clean(member.title)}》" if member.title else ""
    place = f"第{member.form_no}张" if member.form_no else "没有读出自评表"
    return f"{member.source.name} {place}{title}"


def as_html(groups: Sequence[Group], vocabulary: Vocabulary, layouts: Sequence[Layout] = ()) -> str:
    """Each layout's representative with its cells coloured by how they were understood; one file, no script."""
    e = html.escape
    parts = [
        f"<h1>{len(groups)} 种版式</h1><p>鼠标停在单元格上显示它的位置（如 T1R5C3），用 selfeval layouts teach 指认。</p>",
        legend_html(),
    ]
    for n, group in enumerate(groups, 1):
        member = group.representative
        parts.append(f"<h2>版式{n}：{e(_counts(group))}</h2><p>{e(_member(member))}</p>")
        if group.layouts:
            parts.append(f"<p>按版式文件读：{e('、'.join(group.layouts))}</p>")
        tables, forms, problems = explain(read(member.source), vocabulary, layouts)
        numbers = {t.number for f in forms if f.form_no == member.form_no for t in f.grid}
        parts.append(body_html([t for t in tables if not numbers or t[0].number in numbers], problems))
    parts.append("<h2>可以指认的含义</h2><table>")
    parts += [f"<tr><td>{e(name)}</td><td>{e(role.zh)}</td></tr>" for name, role in ROLES.items()]
    return page_html("版式", "".join(parts) + "</table>")


def taught_text(taught: Taught, said: int) -> str:
    """What was written, and what is read now beside what was read before."""
    done = "已写入" if taught.new else "已补充"
    lines = [f"{done} {taught.path}：这次指认 {said} 处，共 {taught.layout.said} 处。"]
    before = {f.form_no: f for f in taught.before}
    for form in taught.after:
        old = before.get(form.form_no)
        lines.append(f"第{form.form_no}张自评表现在读到：{_read(form)}" + ("" if old else "（原来没有读出）"))
        lines += [f"  {text}" for text in _changes(old, form)] if old else []
    if not taught.after:
        lines.append(
            "仍然没有读出自评表：请再指认指标的表头行和各栏（row:header、indicators.level3、indicators.target_text 等）。"
        )
    lost = [p for p in taught.problems if p.problem == "not-understood"]
    lines += [f"没有识别：{p.where} {p.detail}" for p in lost[:10]]
    return "\n".join(lines)


def _changes(old: Form, new: Form) -> list[str]:
    """The fields that are read differently now, the first few in full."""
    places = [w for w in dict.fromkeys([*new.fields, *old.fields]) if _value(old, w) != _value(new, w)]
    out = [f"{place_name(w, form=new)}：{_shown(_value(old, w))} → {_shown(_value(new, w))}" for w in places[:_FEW]]
    if not places:
        return ["与原来读到的一样"]
    return [*out, f"……共 {len(places)} 项与原来不同"] if len(places) > _FEW else out


def _value(form: Form, where: str) -> Any:
    return form.fields[where].value if where in form.fields else None


def _shown(value: Any) -> str:
    text = "（空）" if value in (None, "") else f"{value:.15g}" if isinstance(value, float) else clean(str(value))
    return text if len(text) <= 24 else text[:23] + "…"


def _read(form: Form) -> str:
    head = sum(f.value is not None for f in form.head.values())
    weights = sum(i.weight is not None for i in form.indicators)
    scores = sum(i.score is not None for i in form.indicators)
    unclear = sum(r == "unclaimed" for r in form.roles.values())
    return (
        f"表头等 {head} 项，资金 {len(form.funds)} 行，指标 {len(form.indicators)} 个"
        f"（有分值的 {weights} 个、有得分的 {scores} 个），没有识别 {unclear} 格"
    )
