"""`ditio-async doctor`: each thing that can be wrong, and its cure."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path

import pytest

from ditio_async import (
    AuthenticationError,
    BadRequestError,
    ConnectError,
    CredentialsError,
    IdentityUnavailableError,
    RateLimitedError,
    ServerError,
    TLSError,
)
from ditio_async.cli import _doctor_here, _doctor_there, run
from ditio_async.cli._cures import cure_of
from ditio_async.sandbox import DitioSandbox


class Findings:
    """What the doctor has found."""

    def __init__(self, text: str) -> None:
        self.all: list[dict[str, str]] = json.loads(text)

    def __getitem__(self, check: str) -> tuple[str, str, str]:
        (one,) = [finding for finding in self.all if check in finding["check"]]
        return one["state"], one["found"], one["cure"]

    def states(self) -> list[str]:
        return [finding["state"] for finding in self.all]


def doctor(capsys: pytest.CaptureFixture[str], expected: int) -> Findings:
    assert run(["doctor", "--json"]) == expected
    return Findings(capsys.readouterr().out)


def test_where_all_is_well_it_says_so_and_writes_nothing(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    found = doctor(capsys, 0)
    assert {*found.states()} == {"ok"}
    order = ["versions", "configuration", "secret", "clock", *["identity"] * 3, *["surface"] * 4]
    assert [finding["check"].split()[0].strip(",") for finding in found.all] == order
    assert {one.method for one in sandbox.requests if "token" not in one.path} == {"GET"}


def test_for_people_it_is_a_line_each_and_the_cure_below(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.fault(path="/core/*", status=403)
    assert run(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("wrong")]
    assert lines[at].startswith("wrong      surface core: PermissionDeniedError: 403 Forbidden")
    assert lines[at + 1].lstrip().startswith("-> the client may not do this")
    assert run(["doctor", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_a_refused_client_is_told_from_a_refused_scope(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DITIO_CLIENT_SECRET", "old")
    state, said, cure = doctor(capsys, 1)["identity, scope ditioapiv3"]
    assert (state, "invalid_client" in said, "check the id and the secret" in cure) == ("wrong", True, True)


@pytest.mark.parametrize(("configured", "state", "code"), [(True, "wrong", 1), (False, "warning", 0)])
def test_a_scope_that_is_lacking_is_wrong_where_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, configured: bool, state: str, code: int
) -> None:
    with DitioSandbox(records=10, scopes=["ditioapiv3", "reportingapiv1"]) as server:
        for name, value in server.environ.items():
            if configured or "MASSTRANSPORT" not in name:
                monkeypatch.setenv(name, value)
        found = doctor(capsys, code)
    assert found["scope masstransportapiv1"][0] == state
    assert found["surface mass_transport"][0] == "not tried"
    assert found["surface reporting"][0] == "ok"
    assert configured is ("can give it one" in found["scope masstransportapiv1"][2])


@pytest.mark.parametrize(
    ("variable", "value", "check", "cure"),
    [
        ("DITIO_API_BASE", "http://127.0.0.1:9", "surface core", "does a firewall let this machine through"),
        ("DITIO_IDENTITY_BASE", "http://127.0.0.1:9", "scope ditioapiv3", "does a firewall let this machine through"),
        ("DITIO_REPORTING_BASE", "/nowhere", "surface reporting", "is the address of the surface right?"),
        ("DITIO_SCIM_TOKEN", "old", "surface scim", "set the one of this tenant"),
    ],
)
def test_an_address_that_leads_nowhere_is_found_and_the_rest_is_tried_all_the_same(
    sandbox: DitioSandbox,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    check: str,
    cure: str,
) -> None:
    monkeypatch.setenv(variable, sandbox.url + value if value[0] == "/" else value)
    found = doctor(capsys, 1)
    assert (found[check][0], cure in found[check][2]) == ("wrong", True), found[check]
    assert found["surface scim"][0] == ("ok" if "SCIM" not in variable else "wrong")


def test_an_address_of_mass_transport_that_does_not_know_a_project_is_a_warning(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DITIO_MASSTRANSPORT_BASE", f"{sandbox.url}/nowhere")
    state, _, cure = doctor(capsys, 0)["surface mass_transport"]
    assert (state, "is the address of the surface right?" in cure) == ("warning", True)


def test_a_tenant_that_has_scim_alone_is_looked_at_as_far_as_it_goes(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(sandbox.credentials["scim_token"])
    (tmp_path / "token").chmod(0o600)
    (tmp_path / "ditio.toml").write_text(
        f'[tenants.a]\nscim_token_file = "token"\nscim_base = "{sandbox.url}/scim"\ncompany_id = "c"'
    )
    found = doctor(capsys, 0)
    assert found["surface scim"][0] == "ok"
    assert {found[check][0] for check in ("secret", "clock", "scope ditioapiv3", "surface core")} == {"not tried"}


def test_without_a_safe_secret_nothing_is_sent(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "s").write_text("x")
    (tmp_path / "s").chmod(0o644)
    (tmp_path / "ditio.toml").write_text('[tenants.a]\nclient_id = "i"\nclient_secret_file = "s"')
    found = doctor(capsys, 1)
    assert (found["secret"][0], "chmod 600 s" in found["secret"][1]) == ("wrong", True)
    assert found.states()[-1] == "not tried"
    assert not sandbox.requests


def test_a_configuration_that_makes_no_sense_is_found(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "ditio.toml").write_text("[tenant.a]")
    found = doctor(capsys, 1)
    assert (found["configuration"][0], "did you mean 'tenants'" in found["configuration"][1]) == ("wrong", True)


@pytest.mark.parametrize(("ahead", "words"), [(600.0, "ahead of"), (-90.0, "behind")])
def test_a_clock_that_is_wrong_is_a_warning(
    sandbox: DitioSandbox,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    ahead: float,
    words: str,
) -> None:
    monkeypatch.setattr(_doctor_there, "wall", lambda: time.time() + ahead)
    found = doctor(capsys, 0)
    state, said, cure = found["clock"]
    assert (state, said.partition(" s ")[2]) == ("warning", f"{words} the server's")
    assert abs(float(said.split()[0]) - abs(ahead)) < 30  # answers may take their time
    assert "let the machine keep time" in cure


def test_the_closest_of_several_answers_tells_how_wrong_the_clock_is() -> None:
    assert _doctor_here.clock([(100.0, 190.0), (100.0, 101.0)]).state == "ok"
    assert _doctor_here.clock([]).state == "not tried"


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (caused(ConnectError("no connection"), socket.gaierror(-2, "unknown")), "no such host, or no DNS"),
        (TLSError("the TLS handshake failed"), "SSL_CERT_FILE"),
        (caused(IdentityUnavailableError("no token"), TLSError("self-signed")), "SSL_CERT_FILE"),
        (AuthenticationError("401"), "disabled, deleted or past its date"),
        (RateLimitedError("429"), "try again in a while"),
        (ServerError("500"), "tell Ditio, with the request id"),
        (caused(CredentialsError("refused"), BadRequestError("400", code="unauthorized_client")), "without secrets"),
    ],
)
def test_each_kind_of_error_has_its_cure(error: Exception, words: str) -> None:
    assert words in cure_of(error)
