from django.urls import path

from . import letter_views, views, visit_views

_ONE = "notes/<uuid:visit_id>"
_LETTER = "letters/<uuid:letter_id>"
urlpatterns = [
    path("notes/", views.notes, name="notes"),
    path("notes/settings/", visit_views.settings, name="note-settings"),
    path("tasks/<uuid:task_id>/note/", views.of_task, name="note-of-task"),
    path(f"{_ONE}/", views.note, name="note"),
    path(f"{_ONE}/strike/", views.strike, name="note-strike"),
    path(f"{_ONE}/note.pdf", views.note_pdf, name="note-pdf"),
    path(f"{_ONE}/visit/", visit_views.visit, name="note-visit"),
    path(f"{_ONE}/summary/", visit_views.summary, name="note-summary"),
    path(f"{_ONE}/letter/", letter_views.begin, name="letter-new"),
    path(f"{_LETTER}/", letter_views.letter, name="letter"),
    path(f"{_LETTER}/letter.pdf", letter_views.letter_pdf, name="letter-pdf"),
]
