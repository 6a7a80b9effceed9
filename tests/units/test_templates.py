"""Names of files that are made from records: safe whatever the records hold, and never outside of the directory."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from ditio_async import ArgumentError
from ditio_async._bulk_files.template import Template

KNOWN = ("id", "project_number", "title", "created_date_time", "qty")


class Row(msgspec.Struct):
    id: str | None = "1"
    project_number: str | None = "1001"
    title: str | None = "Målebrev"
    created_date_time: dt.datetime | None = dt.datetime(2026, 1, 31, 15, 4, 5, tzinfo=dt.UTC)
    qty: float | None = 7.5


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{id}", "1"),
        ("{project_number}/{id}.pdf", "1001/1.pdf"),
        ("{project_number} {title}/{created_date_time:%Y-%m}/{id:0>4}", "1001 Målebrev/2026-01/0001"),
        ("{created_date_time}", "2026-01-31T150405"),
        ("{qty:.2f}", "7.50"),
        ("{{{id}}}", "{1}"),
    ],
)
def test_a_name_is_made_of_fields(template: str, name: str) -> None:
    assert Template("f", template, KNOWN).render(Row()) == name


@pytest.mark.parametrize(
    ("held", "name"),
    [
        ("../../etc/passwd", "_._etc_passwd"),
        ("..", "unknown"),
        ("a/b", "a_b"),
        ("a\\b", "a_b"),
        ("C:\\x", "C__x"),
        ("a\0b\n", "a_b_"),
        ("", "unknown"),
        (None, "unknown"),
        (" . ", "unknown"),
        ("con", "_con"),
        ("x" * 300, "x" * 200),
        ("~root", "~root"),
    ],
)
def test_what_a_field_holds_stays_one_part_of_the_path(held: str | None, name: str) -> None:
    rendered = Template("f", "{project_number}/{title}", KNOWN).render(Row(title=held))
    assert rendered == f"1001/{name}"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("../{id}", "must not leave the directory"),
        ("{id}/../../x", "must not leave the directory"),
        ("a/./b", "must not leave the directory"),
        ("a//b", "must not leave the directory"),
        ("{id}/", "must not leave the directory"),
        ("/{id}", "below the directory|must not leave"),
        ("C:{id}", "below the directory"),
        ("a\\b", "below the directory"),
        ("", "takes a template"),
        (None, "takes a template"),
        ("{nothing}", "asks for {nothing}, and the records have created_date_time, id"),
        ("{id.__class__}", "takes fields as"),
        ("{id[0]}", "takes fields as"),
        ("{}", "takes fields as"),
        ("{0}", "takes fields as"),
        ("{id", "cannot be read"),
    ],
)
def test_a_template_that_makes_no_sense_is_refused(template: str, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        Template("f", template, KNOWN)


def test_a_format_that_does_not_fit_is_told() -> None:
    with pytest.raises(ArgumentError, match="does not fit"):
        Template("f", "{title:.2f}", KNOWN).render(Row())


def test_entries_of_dicts_are_found_by_both_names() -> None:
    template = Template("f", "{project_number}-{serialNumber}")
    assert template.render({"projectNumber": "7", "serialNumber": "x"}) == "7-x"
    with pytest.raises(ArgumentError, match="does not have"):
        template.render({"projectNumber": "7"})


@pytest.mark.parametrize(
    ("template", "has"),
    [("{id}.pdf", True), ("{id}", False), ("a.b/{id}", False), ("x.{id}", False), ("{id} v1.2 x", False)],
)
def test_an_extension_is_seen_only_where_the_template_ends_with_one(template: str, has: bool) -> None:
    assert Template("f", template, KNOWN).has_suffix is has
