"""A person's own pages and the administration of people.

The catalogue and the audit log live on quieter floors that know no doors; they get theirs here.
"""

from __future__ import annotations

from functools import partial

from django.urls import path

from euthymia.clinic.audit import views as audit
from euthymia.kit import views as kit
from euthymia.kit.pages import slow

from . import admin_views, lookups, views
from .access import Permission
from .doors import member, staff

_see_audit = staff(Permission.SEE_AUDIT)

urlpatterns = [
    path("me/", views.me, name="me"),
    path("staff/clinic/", views.choose_clinic, name="choose-clinic"),
    path("staff/unlock/", views.unlock, name="unlock"),
    path("staff/lock/", views.lock, name="lock"),
    path("staff/admin/", admin_views.admin, name="admin"),
    path("staff/admin/people/", admin_views.people, name="admin-people"),
    path("staff/admin/people/<uuid:staff_id>/", admin_views.person, name="admin-person"),
    path("staff/admin/permissions/", admin_views.permissions, name="admin-permissions"),
    path("staff/admin/glass/", admin_views.glass, name="admin-glass"),
    path("staff/admin/audit/", _see_audit(partial(audit.log, people=lookups)), name="admin-audit"),
    path(
        "staff/admin/audit/export.csv",
        slow(_see_audit(partial(audit.export, people=lookups))),
        name="admin-audit-csv",
    ),
    path("staff/admin/audit/verify/", slow(_see_audit(audit.verify)), name="admin-audit-verify"),
    path("staff/admin/catalogue/", member(kit.catalogue), name="catalogue"),
]
