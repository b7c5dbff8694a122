"""Files, folders and archives: what is found, in which order, and what is refused."""

from __future__ import annotations

import os
import pickle
import stat
import zipfile

import pytest

from selfeval_nb.readers import Limits, expand, read
from selfeval_nb.readers.problems import SENTENCES, printable, sentence
from tests.readers.make import docx, p, save, slugs, zip_of

DOC = docx(p("甲"))


def names(*inputs, base) -> list[str]:
    return [s.name.removeprefix(f"{base}/") for s in expand(inputs)]


def test_folders_are_sorted_and_litter_is_passed_over(tmp_path):
    for name in (
        "10.docx",
        "2.docx",
        "sub/1.docx",
        ".hidden.docx",
        "~$2.docx",
        "Thumbs.db",
        "复核意见.jsonl",
        "__MACOSX/x.docx",
        "sub/.git/x.docx",
    ):
        save(tmp_path, name, DOC)
    assert names(tmp_path, base=tmp_path) == ["2.docx", "10.docx", "sub/1.docx"]


def test_several_inputs_keep_their_order(tmp_path):
    a, b = save(tmp_path, "b.docx", DOC), save(tmp_path, "a.docx", DOC)
    assert names(a, b, base=tmp_path) == ["b.docx", "a.docx"]


def test_links_in_folders_are_reported_not_followed(tmp_path):
    target = save(tmp_path, "out/secret.docx", DOC)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.docx").symlink_to(target)
    (tmp_path / "in" / "y").symlink_to(tmp_path)
    documents = [read(s) for s in expand([tmp_path / "in"])]
    assert [slugs(d) for d in documents] == [["link"], ["link"]]


def test_missing_and_unreadable_files(tmp_path):
    assert [slugs(read(s)) for s in expand([tmp_path / "no.docx", "a\0b"])] == [["not-found"], ["not-found"]]
    assert slugs(read(tmp_path / "no.docx")) == ["unreadable"]
    if os.geteuid():
        path = save(tmp_path, "locked.docx", DOC)
        path.chmod(0)
        assert [slugs(read(s)) for s in expand([path])] == [["unreadable"]]


def test_a_named_pipe_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.docx")
    assert [slugs(read(s)) for s in expand([tmp_path, tmp_path / "pipe.docx"])] == [["not-supported"], ["not-found"]]


def test_archives_are_read_with_chinese_names(tmp_path):
    data = zip_of({"表/自评表.docx": DOC, "x": b""}).replace("表/自评表.docx".encode(), "表/自评表.docx".encode())
    path = save(tmp_path, "包.zip", data)
    assert names(path, base=tmp_path) == ["包.zip/x", "包.zip/表/自评表.docx"]
    assert [read(s).format for s in expand([path])] == ["", "docx"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_written_without_the_utf8_flag(tmp_path, encoding):
    """As Windows' own tools write them: the bytes of the local code page, no flag."""
    name = "综治工作经费自评表.docx".encode(encoding)
    plain = "x" * (len(name) - 5) + ".docx"
    data = zip_of({plain: DOC}).replace(plain.encode(), name)
    path = save(tmp_path, "a.zip", data)
    (source,) = expand([path])
    assert source.name.endswith("a.zip/综治工作经费自评表.docx")
    assert read(source).blocks


def test_archives_in_archives_up_to_a_depth(tmp_path):
    data = docx(p("甲"))
    for _ in range(3):
        data = zip_of({"里.docx" if data[:4] == DOC[:4] and b"word/document.xml" in data else "里.zip": data})
    path = save(tmp_path, "a.zip", data)
    assert [read(s).format for s in expand([path])] == ["docx"]
    assert [slugs(read(s)) for s in expand([save(tmp_path, "b.zip", zip_of({"c.zip": zip_of({"d.zip": data})}))])] == [
        ["archive-bomb"]
    ]


@pytest.mark.parametrize(
    "name", ["../x.docx", "/etc/x.docx", "a/../../x.docx", "C:/x.docx", "C:\\x.docx", "..\\x.docx"]
)
def test_unsafe_paths_are_refused(tmp_path, name):
    path = save(tmp_path, "a.zip", zip_of({name: DOC, "ok.docx": DOC}))
    found = {s.name.removeprefix(f"{path}/"): slugs(read(s)) for s in expand([path])}
    assert found.pop("ok.docx") == []
    assert list(found.values()) == [["unsafe-path"]]


def test_links_in_archives_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as z:
        info = zipfile.ZipInfo("link.docx")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        z.writestr(info, "/etc/passwd")
    assert [slugs(read(s)) for s in expand([path])] == [["link"]]


def test_names_that_play_tricks_are_shown_plainly(tmp_path):
    path = save(tmp_path, "a.zip", zip_of({"a\u202excod.exe": DOC, "b\x1b[31m\n.docx": DOC}))
    shown = [s.name for s in expand([path])]
    assert all(c.isprintable() for name in shown for c in name)
    assert [bool(read(s).blocks) for s in expand([path])] == [True, True]
    assert printable("好\u200b\ud800\x07") == "好\ufffd\ufffd\ufffd"


def test_undecodable_file_names(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff\xfe.docx"
    with open(name, "wb") as f:
        f.write(DOC)
    (source,) = expand([tmp_path])
    assert source.name.encode("utf-8")
    assert read(source).blocks


def test_an_empty_archive_says_so(tmp_path):
    assert [slugs(read(s)) for s in expand([save(tmp_path, "a.zip", zip_of({}))])] == [["no-text"]]


def test_sources_can_be_sent_to_another_process(tmp_path):
    path = save(tmp_path, "a.zip", zip_of({"甲.docx": DOC}))
    (source,) = expand([path])
    assert read(pickle.loads(pickle.dumps(source))) == read(source)


def test_limits_of_an_archive(tmp_path):
    path = save(tmp_path, "a.zip", zip_of({f"{i}.docx": DOC for i in range(20)}))
    assert [slugs(read(s)) for s in expand([path], Limits(entries=10))] == [["too-large"]]
    assert [slugs(read(s)) for s in expand([path], Limits(archive_bytes=100))] == [["too-large"]]
    assert slugs(read(save(tmp_path, "b.docx", DOC), Limits(file_bytes=100))) == ["too-large"]


def test_every_problem_has_a_sentence_in_both_languages():
    for slug, zh in SENTENCES["zh"].items():
        en = SENTENCES["en"][slug]
        facts = dict.fromkeys(
            ("reason", "pages", "sheet", "count", "extension", "kind", "cell", "shown", "stored"), "X"
        )
        assert "{" not in sentence(slug, **facts)
        assert "{" not in sentence(slug, "en", **facts)
        assert zh.endswith("。")
        assert en.isascii() or "“" in en or "–" in en


def test_an_archive_of_many_archives_gives_all_their_documents(tmp_path):
    inner = {f"县{i}.zip": zip_of({f"{i}-{k}.txt": f"第{i}县第{k}份" for k in range(3)}) for i in range(12)}
    found = [read(source) for source in expand([save(tmp_path, "市.zip", zip_of(inner))])]
    assert sorted(d.blocks[0].text for d in found) == sorted(f"第{i}县第{k}份" for i in range(12) for k in range(3))


def test_archives_inside_an_archive_have_limits_together(tmp_path):
    level = zip_of({f"{k}.txt": "甲" for k in range(30)})
    bomb = zip_of({f"{i}.zip": zip_of({f"{k}.zip": level for k in range(30)}) for i in range(3)})
    found = list(expand([save(tmp_path, "a.zip", bomb)], Limits(nested_entries=500)))
    assert len(found) < 600
    assert slugs(read(found[-1])) == ["archive-bomb"]
