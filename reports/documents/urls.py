"""Addresses of the documents of the P&C cycle."""

from django.urls import include, path

from reports.documents import (
    block_views,
    calendar_views,
    chapter_views,
    consultation_views,
    edit_views,
    outline_views,
    references,
    views,
)

_editor = [
    path("", outline_views.outline_page, name="document_edit"),
    path("<slug:code>/", chapter_views.chapter_page, name="chapter_edit"),
    path("<slug:code>/gegevens/", edit_views.chapter_details, name="chapter_details"),
    path("<slug:code>/verwijderen/", edit_views.chapter_remove, name="chapter_remove"),
    path("<slug:code>/nieuw/<slug:kind>/", block_views.block_new, name="block_new"),
    path("<slug:code>/<int:pk>/", block_views.block_edit, name="block_edit"),
    path("<slug:code>/<int:pk>/verplaatsen/", chapter_views.block_move, name="block_move"),
    path("<slug:code>/<int:pk>/verwijderen/", block_views.block_remove, name="block_remove"),
    path("<slug:code>/<int:pk>/opmerkingen/", chapter_views.block_comment, name="block_comment"),
]

_consultations = [
    path("zienswijzen/", consultation_views.consultations, name="consultations"),
    path("zienswijzen/vrijstellingen/", consultation_views.exemptions, name="exemptions"),
    path("zienswijzen/vrijstellingen/nieuw/", consultation_views.exemption, name="exemption_new"),
    path("zienswijzen/vrijstellingen/<slug:code>/wijzigen/", consultation_views.exemption, name="exemption_edit"),
    path("documenten/<slug:slug>/zienswijzen/", consultation_views.consultation, name="consultation"),
    path(
        "documenten/<slug:slug>/zienswijzen/<slug:council>/<slug:path>/",
        consultation_views.step,
        name="consultation_step",
    ),
    path("documenten/<slug:slug>/zienswijzen/bestand-<int:pk>", consultation_views.file, name="consultation_file"),
    path("documenten/<slug:slug>/nota/", consultation_views.reply, name="consultation_reply"),
    path("documenten/<slug:slug>/nota.pdf", consultation_views.reply_file, name="consultation_reply_file"),
    path("kalender/", calendar_views.calendar, name="calendar"),
    path("kalender.ics", calendar_views.feed, name="calendar_feed"),
]

_own_calendar = [
    path("", calendar_views.own_address, name="calendar_address"),
    path("maken/", calendar_views.make_address, name="calendar_address_make"),
    path("intrekken/", calendar_views.end_address, name="calendar_address_end"),
    path("<slug:key>.ics", calendar_views.own_feed, name="calendar_own"),
]

urlpatterns = [
    path("documenten/controleren/", views.check, name="document_check"),
    path("documenten/bestand/<uuid:token>/", views.job, name="document_job"),
    path("documenten/bestand/<uuid:token>/ophalen/", views.job_file, name="document_job_file"),
    path("<int:year>/documenten/", views.documents, name="documents"),
    path("<int:year>/documenten/nieuw/", edit_views.cycle_new, name="documents_new"),
    path("<int:year>/documenten/<slug:slug>/", views.document, name="document"),
    path("<int:year>/documenten/<slug:slug>/verschil/", views.changes, name="document_changes"),
    path("<int:year>/documenten/<slug:slug>/maken/", views.make, name="document_make"),
    path("<int:year>/documenten/<slug:slug>/stap/<slug:path>/", views.take_step, name="document_step"),
    path("<int:year>/documenten/<slug:slug>/gegevens/", edit_views.details, name="document_details"),
    path("<int:year>/documenten/<slug:slug>/voorbeeld/", references.preview, name="document_preview"),
    path("<int:year>/documenten/<slug:slug>/verwijzingen/", references.reference_page, name="document_references"),
    path(
        "<int:year>/documenten/<slug:slug>/verwijzingen.json",
        references.reference_file,
        name="document_references_file",
    ),
    path("<int:year>/documenten/<slug:slug>/hoofdstuk-toevoegen/", edit_views.chapter_new, name="chapter_new"),
    path("<int:year>/documenten/<slug:slug>/bewerken/", include(_editor)),
    path("<int:year>/", include(_consultations)),
    path("agenda/", include(_own_calendar)),
]
