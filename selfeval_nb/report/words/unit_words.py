"""The words of what goes back to a unit: the report for it and the reply form."""

from __future__ import annotations

from types import SimpleNamespace

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("绩效自评表复核情况（单位版）", "Your performance self-evaluation: result of the review"),
    "correct": ("请修改后重新报送", "Please correct the form and hand it in again"),
    "clarify": ("请核实并说明", "Please check and explain"),
    "fine": ("没有须修改的事项", "Nothing has to be changed"),
    "correct_text": ("有{must}处须更正，{may}处请核实。改好后请在最右一栏写明怎样修改的，连同修改后的自评表一起报送。", "{must} to be corrected, {may} to be checked. Say in the last column what was changed, and hand it in with the corrected form."),
    "clarify_text": ("有{may}处请核实：属实的更正，不属实的在最右一栏说明并附材料。", "{may} to be checked: correct what is wrong, explain in the last column what is right, with papers."),
    "fine_text": ("表中没有查出须更正或说明的地方。", "Nothing was found that has to be corrected or explained."),
    "before": ("请于{}前报送。", "Please hand it in by {}."),
    "contact": ("联系人", "Contact"),
    "phone": ("电话", "Telephone"),
    "list": ("须修改和说明的地方", "What to correct and to explain"),
    "no": ("序号", "No."),
    "place": ("在哪里", "Where"),
    "printed": ("现在填的", "Now reads"),
    "problem": ("问题", "What is wrong"),
    "todo": ("请这样改", "What to do"),
    "reply": ("修改情况（单位填写）", "What was changed (for you to fill in)"),
    "must": ("须更正", "correct"),
    "may": ("请核实", "check"),
    "form_text": ("下面按您报送的表重画，编号与上面一致。", "The form as you handed it in; the numbers are those above."),
    "scores": ("得分", "Scores"),
    "explained": ("名词说明", "What the words mean"),
    "recomputed_text": ("测算得分：按评分规定，用表中填写的指标值和完成值（执行率用预算数和执行数）算出来的得分；规定留有判断余地的给出一个区间。", "Recomputed score: what follows by the rules of scoring from the targets and actual values in the form; a range where the rules leave a judgement."),
    "preset_text": ("评分规定（口径）：{}。", "Rules of scoring: {}."),
    "row_text": ("“第几行”从该表格的第一行数起，跨多行的单元格按其第一行计。", "Rows count from the first row of the table; a cell over several rows counts by its first."),
    "asked_text": ("“请核实”不是认定有错，单位说明属实即可。", "“check” does not say that something is wrong: an explanation is enough."),
    "reply_title": ("绩效自评表整改回执", "Reply on the correction of self-evaluations"),
    "reply_intro": ("{unit}：请逐项填写修改情况，加盖公章后与修改后的自评表一起报送。", "{unit}: please say for each item what was changed, and hand this in with the corrected forms."),
    "reply_to": ("收件单位：{}", "To: {}"),
    "changed": ("是否修改", "Changed?"),
    "explained_by": ("修改后的内容或说明（附材料名称）", "What it reads now, or explanation (papers enclosed)"),
    "signed": ("填报人：　　　　　　电话：　　　　　　单位（盖章）：　　　　　　日期：", "Filled in by:              Telephone:              Unit (stamp):              Date:"),
}  # fmt: skip


class UnitWords(SimpleNamespace):
    """The words of one language as attributes."""

    def __init__(self, lang: str) -> None:
        index = 1 if lang == "en" else 0
        super().__init__(lang=lang, **{name: pair[index] for name, pair in _WORDS.items()})

    def word(self, name: str) -> str:
        """A word by a computed name."""
        return str(vars(self)[name])
