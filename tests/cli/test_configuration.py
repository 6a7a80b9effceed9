"""Where the commands find their tenant, and what they say where they do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ditio_async.cli import run
from ditio_async.sandbox import DitioSandbox

GET = ["get", "/api/MachineType"]


def written(sandbox: DitioSandbox, path: Path, *names: str, mode: int = 0o600) -> None:
    """A file with tenants that all lead to the sandbox."""
    secret = path.parent / "secret"
    secret.write_text(sandbox.credentials["client_secret"] + "\n")
    secret.chmod(mode)
    bases = "\n".join(
        f'{name.removeprefix("DITIO_").lower()} = "{value}"'
        for name, value in sandbox.environ.items()
        if name.endswith("_BASE")
    )
    tenants = "\n".join(
        f'[tenants.{name}]\nclient_id = "{sandbox.credentials["client_id"]}"\nclient_secret_file = "secret"\n'
        for name in names
    )
    path.write_text(f"[defaults]\n{bases}\n{tenants}")


@pytest.fixture(autouse=True)
def no_variables(sandbox: DitioSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in sandbox.environ:
        monkeypatch.delenv(name)


def test_the_only_tenant_of_the_file_in_the_working_directory_is_taken(sandbox: DitioSandbox, tmp_path: Path) -> None:
    written(sandbox, tmp_path / "ditio.toml", "only")
    assert run(GET) == 0


def test_a_file_is_named_by_a_variable_or_an_option_which_wins(
    sandbox: DitioSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(sandbox, tmp_path / "other.toml", "only")
    monkeypatch.setenv("DITIO_CONFIG", "none.toml")
    assert run(GET) == 2
    assert run([*GET, "--config", "other.toml"]) == 0
    monkeypatch.setenv("DITIO_CONFIG", "other.toml")
    assert run(GET) == 0


def test_of_several_tenants_one_must_be_named(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(sandbox, tmp_path / "ditio.toml", "fjell", "kyst")
    assert run(GET) == 2
    assert "ditio.toml has several tenants; say which with --tenant: fjell, kyst" in capsys.readouterr().err
    assert run([*GET, "--tenant", "kyst"]) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tenants.a]\nclient_id = i", "ditio.toml is no TOML: Invalid value (at line 2, column 13)"),
        ('[tenants.a]\nclientid = "i"', "did you mean 'client_id'?"),
    ],
)
def test_a_typing_error_in_the_file_is_told(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    (tmp_path / "ditio.toml").write_text(text)
    assert run(GET) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("ConfigurationError: ")
    assert words in shown


def test_an_unknown_tenant_and_a_secret_that_others_can_read_are_told_as_json(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(sandbox, tmp_path / "ditio.toml", "fjell", mode=0o644)
    assert run([*GET, "--json", "--tenant", "fjel"]) == 2
    assert run([*GET, "--json"]) == 2
    unknown, readable = (json.loads(line)["error"] for line in capsys.readouterr().err.splitlines())
    assert "there are: fjell" in unknown["message"]
    assert "chmod 600 secret" in readable["message"]
    assert sandbox.tokens_issued == 0


def test_with_nothing_at_all_it_says_what_to_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(GET) == 2
    assert "DITIO_CLIENT_ID and DITIO_CLIENT_SECRET" in capsys.readouterr().err


def test_the_help_documents_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "3: done in part" in shown
    assert "130, 143: stopped" in shown


def test_completion_is_installed_for_a_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert run(["--install-completion", "--shell", "fish", "--output", str(tmp_path / "ditio.fish")]) == 0
    assert "reconcile" in (tmp_path / "ditio.fish").read_text()
