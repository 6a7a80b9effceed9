"""`ditio-async files`: one file, PDFs, images; what failed is listed, and the next run fetches it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ditio_async.cli import run
from ditio_async.sandbox import DitioSandbox

from .terminal import HIDE, SHOW, on_a_terminal, plain

CHECKLISTS = "/v1/checklist-registrations"


def test_a_file_is_downloaded_by_its_link(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["get", f"{CHECKLISTS}?ChunkLimit=50", "--pages", "--quiet"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    link = next(row["pdfUrl"] for row in rows if row["pdfUrl"])
    assert run(["files", "download", link, "--to", "one.pdf"]) == 0
    assert capsys.readouterr().out == "one.pdf\n"
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF")
    assert run(["files", "download", link, "--to", "two.pdf", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"path": "two.pdf"}


def test_pdfs_come_once_and_the_next_run_fetches_the_rest(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.fault(path="*/api/file/*", status=404, skip=3)
    command = ["files", "pdfs", "checklist-registrations", "--to", "pdfs", "--concurrency", "1"]
    assert run(command) == 3
    shown = capsys.readouterr()
    failed, total, cure = shown.out.splitlines()
    assert failed.startswith("failed: ")
    assert "NotFoundError: 404" in failed
    assert total.endswith(" have none yet, 1 failed")
    assert cure.startswith("run the same command again")
    assert shown.err.startswith("pdfs: ")
    assert run([*command, "--json", "--quiet"]) == 0
    again = capsys.readouterr()
    report = json.loads(again.out)
    assert (report["saved"], report["failed"], again.err) == (1, [], "")
    assert report["present"] == len([*(tmp_path / "pdfs").glob("*.pdf")]) - 1 > 0


def test_images_come_in_the_sizes_that_are_wanted(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--size", "thumbnail", "--from", "2026-01-05", "--to-date", "2026-01-20", "--source", "feed", "--json"]
    assert run(["files", "images", "--to", "images", *arguments]) == 0
    report = json.loads(capsys.readouterr().out)
    files = [path.name for path in (tmp_path / "images").iterdir() if path.suffix != ".jsonl"]
    assert 0 < report["saved"] == len(files)
    assert all("thumbnail" in name for name in files)
    (asked,) = {one.query.partition("&ChunkLimit")[0] for one in sandbox.requests if one.path.endswith("/v1/images")}
    assert asked == "FromDateTime=2026-01-05&ToDateTime=2026-01-20&Sources=feed"


def test_on_a_terminal_there_is_a_bar(sandbox: DitioSandbox, tmp_path: Path) -> None:
    code, shown = on_a_terminal("files", "pdfs", "checklist_registrations", "--to", "pdfs", more=sandbox.environ)
    assert (code, "━━━" in plain(shown)) == (0, True)
    assert shown.rindex(SHOW) > shown.rindex(HIDE)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pdfs", "projects", "--to", "x"], "no stream with PDFs; there are: absence_registrations, checklist"),
        (["pdfs", "checklist_registrations", "--to", "x", "--from", "2026-01-01"], "has no date window"),
        (["pdfs", "checklist_registrations", "--to", "x", "--since", "soon"], "is no ISO 8601 time: 'soon'"),
        (["pdfs", "checklist_registrations", "--to", "x", "--name", "{nothing}"], "nothing"),
        (["pdfs", "checklist_registrations"], "--to"),
        (["images", "--to", "x", "--size", "huge"], "huge"),
        (["download", "https://elsewhere.no/x.pdf"], "is not a host of the custom environment"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_sent(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(["files", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not sandbox.requests
