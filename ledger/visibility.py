"""Which rows a user may see. Every view and export starts from one of these querysets; the rest is a 404.

What has been offered to the councils is public to all three of them. A draft is seen by those who work on
it; an OGON member sees of a draft only what concerns the own gemeente.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from ledger.enums import AmendmentStatus, Audience, DocumentStatus, Side

if TYPE_CHECKING:
    from typing import Self

    from ledger.permissions import Access

PUBLISHED = (AmendmentStatus.SUBMITTED, AmendmentStatus.ADOPTED)


class AmendmentQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Wijzigingen."""

    def visible_to(self, access: Access) -> Self:
        """Drafts for those who work on them, the rest for everybody with a role."""
        if access.sees_drafts:
            return self
        return self.filter(status__in=PUBLISHED) if access.sees_published else self.none()


class MutationQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Mutaties."""

    def visible_to(self, access: Access) -> Self:
        """Published ones, and of a draft those with a line that the own gemeente pays."""
        if access.sees_drafts:
            return self
        if not access.sees_published:
            return self.none()
        own = Q(pk__in=self.model.objects.filter(lines__municipality__in=access.ogon_municipalities).values("pk"))
        return self.filter(Q(amendment__status__in=PUBLISHED) | own)

    def wholly_visible_to(self, access: Access) -> Self:
        """Those of which also the texts may be read: not a draft that somebody besides the own gemeente pays.

        The toelichting of such a draft may name the others and their amounts.
        """
        visible = self.visible_to(access)
        if access.sees_drafts:
            return visible
        income = self.model._meta.get_field("lines").related_model.objects.filter(side=Side.INCOME)  # noqa: SLF001
        foreign = income.filter(Q(municipality__isnull=True) | ~Q(municipality__in=access.ogon_municipalities))
        return visible.filter(Q(amendment__status__in=PUBLISHED) | ~Q(pk__in=foreign.values("mutation")))


class LineQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Regels."""

    def visible_to(self, access: Access) -> Self:
        """Lines of published mutaties, and of a draft the lines that the own gemeente pays."""
        if access.sees_drafts:
            return self
        if not access.sees_published:
            return self.none()
        return self.filter(Q(amendment__status__in=PUBLISHED) | Q(municipality__in=access.ogon_municipalities))


class OrderQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Maatwerk orders."""

    def visible_to(self, access: Access) -> Self:
        """Orders that stand in a published wijziging, and all orders of the own gemeente."""
        if access.sees_drafts:
            return self
        if not access.sees_published:
            return self.none()
        published = self.model.objects.filter(lines__amendment__status__in=PUBLISHED).values("pk")
        return self.filter(Q(pk__in=published) | Q(municipality__in=access.ogon_municipalities))

    def wholly_visible_to(self, access: Access) -> Self:
        """Those of which more may be read than the tables print: steps, documents, contacts, agreements.

        Publication does not make these public: an OGON member reads them of the own gemeente only.
        """
        return self if access.sees_drafts else self.filter(municipality__in=access.ogon_municipalities)


class SubjectQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Questions and decisions of an OGON: inside the organisation all, an OGON member those of the own gemeente."""

    def visible_to(self, access: Access) -> Self:
        """Never those of another gemeente, also not after publication: they are not part of what is published."""
        return self if access.sees_drafts else self.filter(municipality__in=access.ogon_municipalities)


class DocumentQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Documents of the P&C cycle."""

    def visible_to(self, access: Access) -> Self:
        """Concepts for those who work on them; others those of which a version was sealed, unless for the board.

        Who sees no concepts reads sealed versions only: `ledger.models.DocumentVersion`.
        """
        if access.sees_drafts:
            return self
        if not access.sees_published:
            return self.none()
        sealed = self.model._meta.get_field("versions").related_model.objects.values("document")  # noqa: SLF001
        return self.filter(pk__in=sealed).exclude(audience=Audience.BOARD)


class ConsultationQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Zienswijzen of the councils."""

    def visible_to(self, access: Access) -> Self:
        """Inside the organisation all; others those of the own gemeente, and all of a document that was adopted.

        What the board prepares as its reaction is for later: `shows_reaction` tells when it may be read.
        """
        if access.sees_drafts:
            return self
        if not access.sees_published:
            return self.none()
        documents = self.model._meta.get_field("document").related_model.objects.visible_to(access)  # noqa: SLF001
        open_to = Q(municipality__in=access.own_municipalities) | Q(document__status=DocumentStatus.ADOPTED)
        return self.filter(open_to, document__in=documents.values("pk"))
