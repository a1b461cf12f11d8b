"""Addresses of the OGONs; part of the addresses of the ledger."""

from django.urls import URLPattern, path

from ledger.enums import SubjectKind
from ledger.ogon import files, meeting_views, seat_views, views


def _of_subject(word: str, kind: SubjectKind) -> list[URLPattern]:
    here, told = f"<int:year>/ogon/{word}/<int:pk>/", {"kind": kind.value}
    name = f"ogon_{kind.value}"
    return [
        path(here, views.subject, told, name=name),
        path(f"{here}besluit/", views.decide, told, name=f"{name}_decide"),
        path(f"{here}vraag/", views.ask, told, name=f"{name}_ask"),
        path(f"{here}vraag/<int:question>/antwoord/", views.answer, told, name=f"{name}_answer"),
        path(f"{here}vragen.<slug:ending>", files.subject_questions, told, name=f"{name}_file"),
    ]


urlpatterns: list[URLPattern] = [
    path("<int:year>/ogon/", views.review, name="ogon"),
    *_of_subject("order", SubjectKind.ORDER),
    *_of_subject("mutatie", SubjectKind.MUTATION),
    path("<int:year>/ogon/vragen.<slug:ending>", files.questions, name="ogon_questions"),
    path("<int:year>/overleggen/", meeting_views.meetings, name="ogon_meetings"),
    path("<int:year>/overleggen/<int:pk>/", meeting_views.meeting, name="ogon_meeting"),
    path("<int:year>/overleggen/<int:pk>/vaststellen/", meeting_views.hold, name="ogon_meeting_hold"),
    path("<int:year>/overleggen/<int:pk>/verzetten/", meeting_views.move, name="ogon_meeting_move"),
    path("<int:year>/overleggen/<int:pk>/vervallen/", meeting_views.cancel, name="ogon_meeting_cancel"),
    path("ogons/", seat_views.ogons, name="ogons"),
    path("ogons/<slug:code>/", seat_views.ogon, name="ogon_seats"),
    path("ogons/<slug:code>/plaatsen/<int:pk>/weg/", seat_views.unseat, name="ogon_unseat"),
]
