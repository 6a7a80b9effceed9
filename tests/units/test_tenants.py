"""Tenants: what the file and the environment say of them, and what they refuse to believe."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from ditio_async import ConfigurationError, DitioSession, Environment
from ditio_async.tenants import Tenant, Tenants

WHOLE = """
[defaults]
environment = "production"
since = 2026-01-01
client_secret_env = "ALL_SECRET"

[tenants.fjellbygg]
client_id = "fjell"
client_secret_file = "secrets/fjellbygg"
company_id = "c1"
store = "fjellbygg.db"
streams = ["projects", "time_registrations"]
every = 15

[tenants.kyst]
environment = "test"
client_id_env = "KYST_ID"
store = "postgresql://localhost/bi?schema=kyst"
since = "2025-06-30"
masstransport_base = "https://mt.kyst.no/"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "ditio.toml"
    path.write_text(text, encoding="utf-8")
    return path


def secret(folder: Path, text: str = "hush\n", mode: int = 0o600) -> Path:
    path = folder / "secrets" / "fjellbygg"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def one(folder: Path, lines: str) -> Path:
    return written(folder, f'[tenants.a]\nclient_id = "i"\nclient_secret_env = "S"\n{lines}\n')


def refusal(path: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        Tenants.load(path)
    return str(caught.value)


def test_the_file_says_what_workers_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = one(tmp_path, '[worker]\nqueue = "postgresql://localhost/jobs"\nlanes = 3')
    worker = Tenants.load(path).worker
    assert (worker.queue, worker.lanes, worker.concurrency, worker.schema) == (
        "postgresql://localhost/jobs",
        3,
        8,
        "ditio_jobs",
    )
    assert "localhost" not in repr(worker)
    monkeypatch.setenv("DITIO_QUEUE", "postgresql://h/d")
    assert Tenants.from_env().worker.queue == "postgresql://h/d"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("lane = 3", "worker: there is no key 'lane'; did you mean 'lanes'?"),
        ("lanes = 17", "worker.lanes takes a whole number from 1 to 16, not 17"),
        ("concurrency = true", "worker.concurrency takes a whole number from 1 to 64, not True"),
        ('queue = "jobs.db"', "worker.queue takes an address such as postgresql://host/database"),
        ('queue = "postgresql://[h/d"', "worker.queue takes an address such as postgresql://host/database"),
        ('schema = "my jobs"', "worker.schema takes a plain name, not 'my jobs'"),
    ],
)
def test_what_workers_cannot_need_is_refused(tmp_path: Path, lines: str, words: str) -> None:
    assert words in refusal(one(tmp_path, f"[worker]\n{lines}"))


@pytest.mark.parametrize("address", ["postgresql://me:hush@h/d", "postgresql://h/d?user=me&password=hush"])
@pytest.mark.parametrize("lines", ['store = "{}"', '[worker]\nqueue = "{}"'])
def test_a_password_in_an_address_makes_the_file_one_that_others_must_not_read(
    tmp_path: Path, lines: str, address: str
) -> None:
    path = one(tmp_path, lines.format(address))
    path.chmod(0o644)
    said = refusal(path)
    assert "has a password" in said
    assert "chmod 600" in said
    assert "hush" not in said
    path.chmod(0o600)
    assert len(Tenants.load(path)) == 1


async def test_a_tenant_is_what_the_file_says_of_it_and_the_defaults_where_it_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret(tmp_path)
    monkeypatch.setenv("ALL_SECRET", " common ")
    monkeypatch.setenv("KYST_ID", "kyst")
    tenants = Tenants.load(written(tmp_path, WHOLE))
    fjell, kyst = tenants["fjellbygg"], tenants["kyst"]
    assert [tenant.name for tenant in tenants] == ["fjellbygg", "kyst"]
    assert (fjell.environment, fjell.company_id, fjell.every) == (Environment.PRODUCTION, "c1", 900)
    assert (fjell.streams, fjell.since) == (("projects", "time_registrations"), dt.date(2026, 1, 1))
    assert fjell.store == str(tmp_path / "fjellbygg.db")
    assert (kyst.streams, kyst.since, kyst.every) == (None, dt.date(2025, 6, 30), None)
    assert (kyst.environment.core, kyst.environment.mass_transport) == (Environment.TEST.core, "https://mt.kyst.no")
    assert kyst.store == "postgresql://localhost/bi?schema=kyst"
    found = await fjell.credentials(), await kyst.credentials()
    assert [(each.client_id, each.client_secret) for each in found] == [("fjell", "hush"), ("kyst", "common")]


async def test_a_tenant_with_a_secret_of_its_own_does_not_get_that_of_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret(tmp_path)
    monkeypatch.setenv("OWN", "own")
    lines = '[tenants.a]\nclient_id = "i"\nclient_secret_env = "OWN"'
    tenants = Tenants.load(written(tmp_path, f'[defaults]\nclient_secret_file = "secrets/fjellbygg"\n{lines}'))
    assert (await tenants["a"].credentials()).client_secret == "own"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tenants.a]\nclient_id = abc", ["no TOML", "line 2"]),
        ("[tenants.a]\nsince = 2026-13-01", ["no TOML", "line 2"]),
        ("", ["no tenant is in it", "[tenants.NAME]"]),
        ("[tenant.a]", ["tenant", "did you mean 'tenants'?"]),
        ('environment = "test"', ["environment is no table inside of [defaults] or [tenants.NAME]"]),
        ('[tenants]\nclient_id = "i"', ["needs a tenant's name"]),
        ("tenants = 7", ["tenants takes a table, not 7"]),
        ("[tenants]\na = 7", ["tenants.a takes a table, not 7"]),
        ('[tenants.a]\nclientid = "i"', ["tenants.a", "'clientid'", "did you mean 'client_id'?"]),
        ('[tenants.a]\nclient_secret = "hush"', ["tenants.a.client_secret", "client_secret_file", "chmod 600"]),
        ('[defaults]\nscim_token = "hush"\n[tenants.a]', ["defaults.scim_token", "scim_token_env"]),
        ('[tenants.a]\nclient_id = "i"', ["tenants.a needs", "client_secret_file"]),
        ('[tenants.a]\nclient_secret_env = "i"', ["tenants.a needs", "client_id"]),
        ('[tenants.a]\nclient_id = "i"\nclient_id_env = "j"', ["client_id or client_id_env, not both"]),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_its_name_and_the_cure(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    path = written(tmp_path, text)
    said = refusal(path)
    assert said.startswith(str(path))
    assert not [word for word in words if word not in said], said
    assert "hush" not in said


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('environment = "prod"', "a.environment takes 'test' or 'production', not 'prod'"),
        ('streams = ["projcts"]', "a.streams has no stream 'projcts'; did you mean 'projects'?"),
        ('streams = "projects"', "a.streams takes a list"),
        ("streams = []", "left out, it is all of them"),
        ('since = "soon"', "a.since takes a day such as 2026-01-31, not soon"),
        ("since = 2026-01-01T00:00:00", "a.since takes a day"),
        ("every = true", "a.every takes a number of minutes above 0, not True"),
        ("every = 0", "a.every takes a number"),
        ("company_id = 7", "a.company_id takes text in one line, not 7"),
        ('store = " "', "a.store takes text"),
        ('api_base = "nowhere"', "a: the core base 'nowhere' is no address"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_key(tmp_path: Path, line: str, words: str) -> None:
    assert words in refusal(one(tmp_path, line))


def test_what_is_no_file_or_no_text_is_said(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path / "none.toml")
    assert "cannot be read: Is a directory" in refusal(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'a = "\xe5"')
    assert "is not UTF-8" in refusal(tmp_path / "latin.toml")


def test_a_file_of_an_editor_that_begins_it_with_a_mark_is_read(tmp_path: Path) -> None:
    path = one(tmp_path, "")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [tenant.name for tenant in Tenants.load(path)] == ["a"]


def test_two_tenants_with_one_store_are_refused(tmp_path: Path) -> None:
    lines = 'client_id = "i"\nclient_secret_env = "S"\nstore = "x.db"\n'
    assert "a and b have one store" in refusal(written(tmp_path, f"[tenants.a]\n{lines}[tenants.b]\n{lines}"))


def test_a_store_with_a_password_makes_the_file_one_that_others_must_not_read(tmp_path: Path) -> None:
    path = one(tmp_path, 'store = "postgresql://me:hush@localhost/bi"')
    path.chmod(0o644)
    assert f"chmod 600 {path}" in refusal(path)
    path.chmod(0o600)
    assert "hush" not in repr(Tenants.load(path)["a"])


@pytest.mark.parametrize(("mode", "shown"), [(0o644, "644"), (0o640, "640"), (0o602, "602")])
async def test_a_secret_that_others_can_read_is_refused_and_the_cure_is_said(
    tmp_path: Path, mode: int, shown: str
) -> None:
    path = secret(tmp_path, mode=mode)
    tenant = Tenants.load(written(tmp_path, WHOLE))["fjellbygg"]
    with pytest.raises(ConfigurationError, match=f"tenants.fjellbygg.*mode {shown}.*chmod 600 {path}"):
        await tenant.credentials()
    with pytest.raises(ConfigurationError, match="chmod 600"):
        tenant.session()


@pytest.mark.parametrize(
    ("content", "words"), [("", "is empty"), (" \n", "is empty"), ("one\ntwo", "one line"), ("\x00", "one line")]
)
async def test_a_file_that_holds_no_secret_is_said_and_not_quoted(tmp_path: Path, content: str, words: str) -> None:
    secret(tmp_path, content)
    with pytest.raises(ConfigurationError, match=words) as caught:
        await Tenants.load(written(tmp_path, WHOLE))["fjellbygg"].credentials()
    assert "two" not in str(caught.value)


async def test_a_secret_that_is_nowhere_is_said(tmp_path: Path) -> None:
    tenants = Tenants.load(written(tmp_path, WHOLE))
    with pytest.raises(ConfigurationError, match="there is no file"):
        await tenants["fjellbygg"].credentials()
    (tmp_path / "secrets" / "fjellbygg").mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="is a directory"):
        await tenants["fjellbygg"].credentials()
    with pytest.raises(ConfigurationError, match="KYST_ID is not set"):
        await tenants["kyst"].credentials()


async def test_a_secret_is_read_when_it_is_needed_so_that_a_new_one_counts(tmp_path: Path) -> None:
    path = secret(tmp_path)
    tenant = Tenants.load(written(tmp_path, WHOLE))["fjellbygg"]
    assert (await tenant.credentials()).client_secret == "hush"
    path.write_text("newer")
    assert (await tenant.credentials()).client_secret == "newer"


def test_an_unknown_tenant_names_those_there_are(tmp_path: Path) -> None:
    tenants = Tenants.load(written(tmp_path, WHOLE))
    with pytest.raises(ConfigurationError, match=r"no tenant 'fjel' in .*ditio.toml; there are: fjellbygg, kyst"):
        tenants["fjel"]
    with pytest.raises(ConfigurationError, match="without a configuration file; there are: default"):
        Tenants.from_env()["fjel"]


async def test_the_environment_variables_are_one_tenant(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"CLIENT_ID": "i", "CLIENT_SECRET": "hush", "COMPANY_ID": "c", "STORE": "x.db", "ENVIRONMENT": "production"}
    for name, value in given.items():
        monkeypatch.setenv(f"DITIO_{name}", value)
    (tenant,) = Tenants.from_env()
    assert (tenant.name, tenant.company_id, tenant.store, tenant.streams) == ("default", "c", "x.db", None)
    assert tenant.environment == Environment.PRODUCTION
    assert (await tenant.credentials()).client_secret == "hush"
    assert "hush" not in f"{tenant!r} {tenant}"


def test_without_anything_a_session_says_what_to_set() -> None:
    with pytest.raises(ConfigurationError, match="DITIO_CLIENT_ID and DITIO_CLIENT_SECRET"):
        Tenants.from_env()["default"].session()


def test_a_token_for_scim_is_enough_for_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DITIO_SCIM_TOKEN", "t")
    monkeypatch.setenv("DITIO_SCIM_BASE", "https://scim.ditio.no")
    assert isinstance(Tenants.from_env()["default"].session(), DitioSession)


def test_what_one_tenant_leaves_out_does_not_come_from_the_environment_variables_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret(tmp_path)
    monkeypatch.setenv("DITIO_COMPANY_ID", "another")
    monkeypatch.setenv("DITIO_MASSTRANSPORT_BASE", "https://another.no")
    tenant = Tenants.load(one(tmp_path, ""))["a"]
    monkeypatch.setenv("S", "hush")
    before = dict(os.environ)
    session = tenant.session()
    assert (session.company_id, session.environment.mass_transport) == (None, None)
    assert dict(os.environ) == before


def test_tenants_can_be_shown_without_their_secrets(tmp_path: Path) -> None:
    tenants = Tenants.load(written(tmp_path, WHOLE))
    assert (repr(tenants), repr(tenants["kyst"])) == ("<Tenants fjellbygg, kyst>", "<Tenant kyst, test>")
    assert isinstance(tenants["kyst"], Tenant)
    assert len(tenants) == 2
