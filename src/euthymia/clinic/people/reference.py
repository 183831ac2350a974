"""The reference of roles and permissions, written from `access.py`.

python -m euthymia.clinic.people.reference > docs/reference/permissions.md
"""

from __future__ import annotations

from .access import ROLES, Permission

PLACE = "docs/reference/permissions.md"


def permissions() -> str:
    """The whole page, in Markdown."""
    lines = [
        "# Roles and permissions",
        "",
        "Written from `src/euthymia/clinic/people/access.py`; a test checks that this page is current.",
        "Nothing is allowed that no role of the person lists. Every refusal leaves a row in the audit log.",
        "",
        "## By role",
        "",
        "| row | role | code | what for | may |",
        "|---|---|---|---|---|",
    ]
    for role in ROLES:
        may = (
            "; ".join(wanted.says for wanted in Permission if wanted in role.permissions)
            or "nothing in this program yet"
        )
        lines.append(f"| {role.row} | {role.name} | `{role.code}` | {role.description} | {may} |")
    lines += ["", "## By permission", "", "| permission | code | roles |", "|---|---|---|"]
    for wanted in Permission:
        holders = ", ".join(role.name for role in ROLES if wanted in role.permissions)
        lines.append(f"| {wanted.says} | `{wanted.value}` | {holders} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(permissions())
