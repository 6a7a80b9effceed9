"""Views for reports: names joined onto registrations, deletions hidden.

A registration carries the names of its day; the views say what things are called now, where that is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ._sql import Dialect

# One row a person: a person may have a profile in several companies, and registrations name the person. Databases put
# nulls in different places.
_PEOPLE: Final = """
    SELECT identity_user_id AS user_id, name, first_name, last_name, employee_number, email, work_title, department,
        company_id, company_name, is_active_employment, start_date, end_date
    FROM (
        SELECT users.*, ROW_NUMBER() OVER (
            PARTITION BY identity_user_id
            ORDER BY COALESCE(is_disabled, {no}), COALESCE(is_active_employment, {no}) DESC,
                modified_date_time IS NULL, modified_date_time DESC, id
        ) AS place
        FROM {p}users AS users
        WHERE NOT is_deleted AND identity_user_id IS NOT NULL
    ) AS profiles
    WHERE place = 1"""

_HOURS: Final = """
    SELECT t.id, {work_day} AS day, t.start_date_time, t.stop_date_time,
        t.qty AS hours, t.break_qty AS break_hours, t.description,
        t.project_id, COALESCE(p.number, t.project_number) AS project_number,
        COALESCE(p.name, t.project_name) AS project_name,
        t.task_id, COALESCE(w.name, t.task_name) AS task_name, w.full_path_name AS task_path,
        t.user_id, COALESCE(u.name, t.user_name) AS user_name,
        COALESCE(u.employee_number, t.user_employee_number) AS employee_number, u.department,
        t.resource_id, COALESCE(r.name, t.resource_name) AS resource_name,
        COALESCE(r.type_name, t.resource_type_name) AS resource_type_name,
        t.approved, t.payroll_approved, t.locked, t.invoiced, t.amount, t.cost_amount, t.modified_date_time
    FROM {p}time_registrations AS t
    LEFT JOIN {p}projects AS p ON p.id = t.project_id
    LEFT JOIN {p}work_breakdown_structure AS w ON w.id = t.task_id
    LEFT JOIN {p}people AS u ON u.user_id = t.user_id
    LEFT JOIN {p}resources AS r ON r.id = t.resource_id
    WHERE NOT t.is_deleted"""

_HOURS_PER_DAY: Final = """
    SELECT day, project_id, project_number, project_name, SUM(hours) AS hours, COUNT(*) AS registrations,
        COUNT(DISTINCT user_id) AS people, SUM(amount) AS amount, SUM(cost_amount) AS cost_amount
    FROM {p}hours
    GROUP BY day, project_id, project_number, project_name"""

_ABSENCE: Final = """
    SELECT a.id, {absence_day} AS day, a.qty AS hours, a.absence_type_code, a.absence_type_name,
        a.user_id, u.name AS user_name, COALESCE(u.employee_number, a.employee_number) AS employee_number,
        u.department, u.company_name, a.project_id, p.number AS project_number, p.name AS project_name,
        a.approved, a.payroll_approved, a.locked, a.modified_date_time
    FROM {p}absence_registrations AS a
    LEFT JOIN {p}people AS u ON u.user_id = a.user_id
    LEFT JOIN {p}projects AS p ON p.id = a.project_id
    WHERE NOT a.is_deleted"""

_MACHINE_USE: Final = """
    SELECT m.id, {machine_day} AS day, m.start_date_time, m.stop_date_time, m.qty AS hours,
        m.machine_id, COALESCE(r.number, m.resource_number) AS machine_number,
        COALESCE(r.name, m.machine_name) AS machine_name,
        COALESCE(r.type_name, m.machine_type_name) AS machine_type_name,
        r.emission_class, m.driver_id, m.driver_name,
        m.project_id, COALESCE(p.number, m.project_number) AS project_number,
        COALESCE(p.name, m.project_name) AS project_name, m.approved, m.modified_date_time
    FROM {p}machine_registrations AS m
    LEFT JOIN {p}resources AS r ON r.id = m.machine_id
    LEFT JOIN {p}projects AS p ON p.id = m.project_id
    WHERE NOT m.is_deleted"""

_PAYROLL: Final = """
    SELECT l.id, {payroll_day} AS day, l.user_id, COALESCE(u.name, l.user_name) AS user_name,
        COALESCE(l.employee_number, u.employee_number) AS employee_number, u.department, u.company_name,
        l.qty AS hours, l.standard_qty AS standard_hours, l.overtime50_qty AS overtime50_hours,
        l.overtime100_qty AS overtime100_hours, l.timebank_qty AS timebank_hours, l.break_qty AS break_hours,
        l.absence_qty AS absence_hours, l.overtime_lines, l.verified, l.approved, l.modified_date_time
    FROM {p}payroll_lines_extended AS l
    LEFT JOIN {p}people AS u ON u.user_id = l.user_id
    WHERE NOT l.is_deleted"""

_ALL: Final = {
    "people": _PEOPLE,
    "hours": _HOURS,
    "hours_per_project_and_day": _HOURS_PER_DAY,
    "absence": _ABSENCE,
    "machine_use": _MACHINE_USE,
    "payroll": _PAYROLL,
}


NAMES: Final = (*_ALL,)
"""Each uses only those before it."""


def views(dialect: Dialect) -> Mapping[str, str]:
    """The statements that make the views, by their names."""
    p = dialect.prefix
    days = {
        "work_day": dialect.day.format("t.work_date"),
        "absence_day": dialect.day.format('a."date"'),
        "machine_day": dialect.day.format("m.stop_date_time"),
        "payroll_day": dialect.day.format("l.trans_date_time"),
    }
    return {
        name: f"CREATE VIEW {p}{name} AS{text.format(p=p, no=dialect.false, **days)}" for name, text in _ALL.items()
    }
