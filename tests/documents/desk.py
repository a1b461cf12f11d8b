"""The addresses of the editor for tests, and how a form is sent and a page is read."""

from uuid import uuid4

from django.test import Client

from ledger.models import User
from tests.ledger.factories import YEAR

BASE = f"/{YEAR}/documenten/kadernota"
EDIT = f"{BASE}/bewerken"
BURGER = f"{EDIT}/programma-burger"
HOSTILE = "<script>alert(1)</script> **vet** [[mutatie:weg]]"
OUTLINE_QUERIES, CHAPTER_QUERIES = 36, 39


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client, address, **fields):
    return client.post(address, {"token": str(uuid4()), **fields})


def words(response):
    return response.content.decode()
