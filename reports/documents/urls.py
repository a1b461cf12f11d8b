"""Addresses of the documents of the P&C cycle."""

from django.urls import path

from reports.documents import views

urlpatterns = [
    path("documenten/controleren/", views.check, name="document_check"),
    path("documenten/bestand/<uuid:token>/", views.job, name="document_job"),
    path("documenten/bestand/<uuid:token>/ophalen/", views.job_file, name="document_job_file"),
    path("<int:year>/documenten/", views.documents, name="documents"),
    path("<int:year>/documenten/<slug:slug>/", views.document, name="document"),
    path("<int:year>/documenten/<slug:slug>/verschil/", views.changes, name="document_changes"),
    path("<int:year>/documenten/<slug:slug>/maken/", views.make, name="document_make"),
    path("<int:year>/documenten/<slug:slug>/stap/<slug:path>/", views.take_step, name="document_step"),
]
