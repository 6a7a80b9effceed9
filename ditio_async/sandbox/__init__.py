"""A Ditio in a box: an HTTP server that keeps Ditio's documented rules, for demos, tests and users' own test suites.

In a test, or anywhere in Python:

    async with DitioSandbox() as sandbox, DitioSession(**sandbox.credentials) as ditio:
        sandbox.fault(path="*/projects*", status=503, retry_after=1)     # once, for the next request that matches
        sandbox.fault(path="/identity/*", drop="before", times=None)     # the identity server is dead
        sandbox.fault(method="POST", drop="after")                       # handled, and the answer lost
        sandbox.fault(path="/reporting/*", cut_body=True, probability=0.1, times=None)
        sandbox.expire_tokens()
        ...
        sandbox.clear_faults()
        assert [r.path for r in sandbox.requests if r.method == "POST"] == [...]

As a server for any language, `python -m ditio_async.sandbox --port 8080` prints the environment variables that lead
there, and serves until Ctrl-C. Faults, tokens and the log are then reached over HTTP; `GET /_sandbox` lists how:

    curl -X POST localhost:8080/_sandbox/faults -d '{"path": "/reporting/*", "status": 429, "retry_after": 2}'

It holds companies, projects, work orders, documents, people, machines, and what they registered in 2025 and 2026, made
from a seed; what clients write is kept until it stops. Known are the addresses of projects, work orders and their
documents, machines, users, employees, certificates, absences, reference data and lookups, mass transport, every stream
that Ditio documents, item registrations, the payroll export, the files that these link to, and users by SCIM, who
are in a store of their own. Others answer 404 with a message that says so. What is written shows where it would in
Ditio: users and employees are the same people, and like machines and absences they are in the streams. What people on
site do next is up to the test:

    sandbox.time_registrations.change(id, {"qty": 3.5})
    sandbox.registrations("/v1/checklist-registrations").make_pdf(id)
    sandbox.freeze_payroll(before=date(2026, 3, 1))                          # absences of earlier days are settled

What Ditio documents no way to read can be looked at: `sandbox.certificates`, `sandbox.excavator_states` and
`sandbox.weight_measures`.

"Today" and "the last days" are found by the clock that the sandbox is given, the real one unless told otherwise; the
data ends with June 2026.

It is made from Ditio's public documentation alone. Where that leaves something open, it is strict rather than lenient:
a continuation token that is sent with other parameters than those it came from is refused. Where names of fields are
not documented (files of images, mass types, locations, lines of the payroll export, types of machines and alerts), they
are its own choice. The module of each address says which choices it made.
"""

from ._control import Received
from ._faults import Fault
from ._server import Credentials, DitioSandbox

__all__ = ["Credentials", "DitioSandbox", "Fault", "Received"]
