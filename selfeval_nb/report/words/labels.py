"""The words of the report. Templates name a word; nothing else in report/ holds text for people."""

from __future__ import annotations

from typing import Any

from selfeval_nb.common.said import Spoken
from selfeval_nb.forms.place_names import field_name, place_name


class Labels(Spoken):
    """The words of one language as attributes; ``field_words``, ``suite_words`` and ``where_words`` name parts of a form."""

    def field_words(self, name: str) -> str:
        return field_name(name, self.lang)

    def suite_words(self, name: str) -> str:
        return str(self.suites.get(name, name))

    def suite_order(self, name: str) -> int:
        return list(self.suites).index(name) if name in self.suites else len(self.suites)

    def money(self, unit: Any) -> str:
        """A money unit as printed, in English where the report is."""
        return str(self.money_units.get(str(unit), unit or ""))

    def grade_words(self, name: Any) -> str:
        """A grade of the rule book, in English where the report is and the grade is one of the four usual ones."""
        return str(self.grade_names.get(str(name), name or ""))

    def rule_words(self, rule: Any) -> str:
        """A rule's number for people; a finding that the reviewer added has none, and says so."""
        return self.own_rule if rule == "ADD" else str(rule or "")

    def where_words(self, where: str) -> str:
        """``indicators[3].actual_text`` in the reader's words: 指标3 实际完成值."""
        return place_name(where, self.lang)
