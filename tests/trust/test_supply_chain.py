"""What comes along is few, known, free to use, pinned with hashes, and named with the reason."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.trust import licences

HASHED = licences.ROOT / "constraints-hashed.txt"


def test_the_list_of_licences_names_every_dependency_with_its_reason() -> None:
    text = licences.PAGE.read_text(encoding="utf-8")
    listed = {licences.normal(m) for m in re.findall(r"^\| ([A-Za-z0-9_.-]+) \|", text, re.M)}
    named = licences.wanted()
    assert [n for n in named if n not in listed] == []
    assert [n for n, why in named.items() if not why] == []
    assert [n for n in licences.needed(list(named)) if n not in listed] == []


def test_every_licence_is_known_and_may_be_used() -> None:
    text = licences.PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Za-z0-9_.-]+) \| [^|]* \| ([^|]*) \|", text, re.M)
    assert len(rows) > 60
    assert [r for r in rows if not licences.FREE.search(r[1]) and r[0] != "package"] == []


def test_the_hashed_list_pins_the_same_versions() -> None:
    pinned = dict(
        re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", (licences.ROOT / "constraints.txt").read_text("utf-8"), re.M)
    )
    pinned = {licences.normal(n): v for n, v in pinned.items()}
    text = HASHED.read_text(encoding="utf-8")
    hashed = {licences.normal(n): v for n, v in re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", text, re.M)}
    assert {n: v for n, v in hashed.items() if pinned.get(n) != v} == {}
    named = licences.wanted()
    assert [n for n in [*named, *licences.needed(list(named))] if n in pinned and n not in hashed] == []
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", text)) >= len(hashed) > 60
    assert "://" not in text


#: The first version without the holes that are known of it (GHSA and CVE of their release notes); a bound below it would allow one.
CLOSED = {
    "jupyterlab": "4.6.2", "jupyter-server": "2.20", "mistune": "3.3.3", "nbconvert": "7.17.1", "jinja2": "3.1.6",
    "tornado": "6.5.8", "pdfminer.six": "20251230", "lxml": "6.1",
}  # fmt: skip


def test_no_bound_allows_a_version_with_a_known_hole() -> None:
    asked = tomllib.loads((licences.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    bounds = {licences.normal(r.name): r.specifier for r in map(Requirement, asked)}
    pinned = dict(
        re.findall(r"^([A-Za-z0-9_.-]+)==(\S+?)(?: |$)", (licences.ROOT / "constraints.txt").read_text("utf-8"), re.M)
    )
    pinned = {licences.normal(n): v for n, v in pinned.items()}
    for name, first in CLOSED.items():
        lowest = [Version(s.version) for s in bounds[licences.normal(name)] if s.operator == ">="]
        assert max(lowest) >= Version(first), name
    assert [n for n, bound in bounds.items() if n in pinned and not bound.contains(pinned[n])] == []


def test_no_known_hole_in_what_is_installed() -> None:
    """pip-audit asks a database over the network: it runs where it is installed and reaches it."""
    if importlib.util.find_spec("pip_audit") is None:
        pytest.skip("pip-audit is not installed: it needs a database of advisories, which is not reached offline")
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--require-hashes",
        "--disable-pip",
        "-r",
        str(HASHED),
        "--timeout",
        "10",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if "ConnectionError" in done.stderr or "ServiceError" in done.stderr or "Connection" in done.stderr:
        pytest.skip("the database of advisories cannot be reached")
    assert done.returncode == 0, done.stdout + done.stderr
