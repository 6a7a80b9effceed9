"""Calls of documents, the same on projects and work orders, and what must be on the wire."""

from __future__ import annotations

from typing import Any

from ditio_async import Ditio, UploadFile
from ditio_async.resources.documents import Description, DocumentPage, PageFile, UploadResult

from ..support.strict import Answer, File
from .documents import EVERY_KIND, NAME, PAGES, RESULT, STORED, downloaded, downloaded_as, opened, upload_of_every_kind
from .table import CORE, ODD, ODD_SENT, Case, sent


def documents_of(resource: str, part: str) -> list[Case]:
    def of(ditio: Ditio) -> Any:
        return getattr(ditio, resource).documents

    path, call = f"{CORE}/{part}", f"{resource}.documents"
    named = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": "attachment; filename=\"_.pdf\"; filename*=UTF-8''M%C3%A5l%20%2B1.pdf",
    }
    return [
        Case(
            f"{call}.upload",
            "one file, and no more",
            lambda ditio: of(ditio).upload("x1", [UploadFile(b"pdf", name="a.pdf")]),
            sent(f"POST {path}/x1/documents", files=[File("a.pdf", "application/pdf", b"pdf")]),
            Answer({"successful": True}),
            UploadResult(successful=True),
        ),
        Case(
            f"{call}.upload",
            "files of every kind to a section",
            lambda ditio: upload_of_every_kind(of(ditio)),
            sent(f"POST {path}/{ODD_SENT}/documents?section=Tegninger%20%26%20co%2F%C3%A6", files=EVERY_KIND),
            Answer(STORED),
            RESULT,
        ),
        Case(
            f"{call}.upload",
            "in the place of others, with progress",
            lambda ditio: of(ditio).upload(
                id="x1",
                files=(UploadFile(b"pdf", name=name) for name in ("a.pdf", "b.pdf")),
                section="+",
                replace_existing=True,
                progress=lambda _, __: None,
            ),
            sent(
                f"POST {path}/x1/documents?section=%2B&replaceExistingFilesWithSameName=true",
                files=[File("a.pdf", "application/pdf", b"pdf"), File("b.pdf", "application/pdf", b"pdf")],
            ),
            Answer(STORED, 201),
            RESULT,
        ),
        Case(
            f"{call}.list", "none", lambda ditio: of(ditio).list("x1"), sent(f"GET {path}/x1/documents"), Answer([]), []
        ),
        Case(
            f"{call}.list",
            "several of an odd id",
            lambda ditio: of(ditio).list(ODD),
            sent(f"GET {path}/{ODD_SENT}/documents"),
            Answer(PAGES),
            [
                DocumentPage(
                    section="Documents",
                    page_external_id="page 1",
                    files=[PageFile(file_reference_id="f1", name=NAME)],
                ),
                DocumentPage(section="Tom", page_external_id="page 2"),
            ],
        ),
        Case(
            f"{call}.download",
            "to a path",
            lambda ditio: downloaded_as(of(ditio), "x1", "f1"),
            sent(f"GET {path}/x1/documents/f1"),
            Answer(b"\x00\xff", headers=named),
            ("min.bin", b"\x00\xff"),
        ),
        Case(
            f"{call}.download",
            "to a directory, with odd ids",
            lambda ditio: downloaded(of(ditio), ODD, ODD),
            sent(f"GET {path}/{ODD_SENT}/documents/{ODD_SENT}"),
            Answer(b"", headers=named),
            ("Mål +1.pdf", b""),
        ),
        Case(
            f"{call}.open",
            "as it arrives",
            lambda ditio: opened(of(ditio), "x1", "f1"),
            sent(f"GET {path}/x1/documents/f1"),
            Answer(b"\x00\xff", headers=named),
            ("Mål +1.pdf", 2, "application/octet-stream", b"\x00\xff"),
        ),
        Case(
            f"{call}.open",
            "odd ids by name, and an answer that says nothing",
            lambda ditio: opened(of(ditio), ODD, ODD),
            sent(f"GET {path}/{ODD_SENT}/documents/{ODD_SENT}"),
            Answer(b"x"),
            (None, 1, "application/octet-stream", b"x"),
        ),
        Case(
            f"{call}.delete",
            "plain ids",
            lambda ditio: of(ditio).delete("x1", "f1"),
            sent(f"DELETE {path}/x1/documents/f1"),
            Answer(status=204),
            None,
        ),
        Case(
            f"{call}.delete",
            "odd ids",
            lambda ditio: of(ditio).delete(ODD, ODD),
            sent(f"DELETE {path}/{ODD_SENT}/documents/{ODD_SENT}"),
            Answer(status=204),
            None,
        ),
    ]


DESCRIPTIONS = [
    Case(
        "projects.documents.describe",
        "a text",
        lambda ditio: ditio.projects.documents.describe("p1", "Tegninger"),
        sent(f"PUT {CORE}/projects/p1/documents/description", {"description": "Tegninger"}),
        Answer({}),
        Description(),
    ),
    Case(
        "projects.documents.describe",
        "a text of an odd section",
        lambda ditio: ditio.projects.documents.describe(ODD, 'æ\n"b"', section=ODD),
        sent(
            f"PUT {CORE}/projects/{ODD_SENT}/documents/description?section={ODD_SENT}",
            {"description": 'æ\n"b"'},
        ),
        Answer({"externalId": "e1", "title": ODD, "description": 'æ\n"b"'}),
        Description(external_id="e1", title=ODD, description='æ\n"b"'),
    ),
    Case(
        "projects.documents.describe",
        "no text any more",
        lambda ditio: ditio.projects.documents.describe("p1", None),
        sent(f"PUT {CORE}/projects/p1/documents/description", {"description": None}),
        Answer({"externalId": "e1", "title": None, "description": None}),
        Description(external_id="e1"),
    ),
    Case(
        "projects.documents.describe",
        "the longest text",
        lambda ditio: ditio.projects.documents.describe("p1", "æ" * 10_000),
        sent(f"PUT {CORE}/projects/p1/documents/description", {"description": "æ" * 10_000}),
        Answer({}),
        Description(),
    ),
]
ROWS = [*documents_of("projects", "projects"), *documents_of("work_orders", "tasks"), *DESCRIPTIONS]
