"""The template components: every page speaks through these, and only they know the class names of the design.

They are builtins of the template engine, so a template needs no `{% load %}`.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, Textarea
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ledger.core.money import MINUS, format_euros, group_digits
from ledger.enums import AmendmentStatus, OrderStatus

register = template.Library()

_STATUS_TONE = {
    AmendmentStatus.DRAFT: "warning",
    AmendmentStatus.SUBMITTED: "info",
    AmendmentStatus.ADOPTED: "good",
    AmendmentStatus.WITHDRAWN: "neutral",
}
_ORDER_TONE = {
    OrderStatus.REQUESTED: "neutral",
    OrderStatus.QUOTED: "info",
    OrderStatus.IN_OGON: "warning",
    OrderStatus.AGREED: "good",
    OrderStatus.DECLINED: "bad",
    OrderStatus.TAKEN_UP: "good",
    OrderStatus.COMPLETED: "neutral",
}
_ALERT = {"neutral": "info", "info": "info", "good": "ok", "warning": "warning", "bad": "error"}
_ALERT_ICON = {"info": "info", "ok": "check", "warning": "warning", "error": "warning"}


@register.inclusion_tag("components/page_heading.html")
def page_heading(title: str, kicker: str = "", lead: str = "", status: str = "") -> dict[str, Any]:
    """Show the h1 of a page; `status` is the status of a wijziging, shown as a badge."""
    return {"title": title, "kicker": kicker, "lead": lead, "status": status}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(crumbs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Show the way back: pairs of name and address, from the start page down to the parent of this page."""
    return {"crumbs": crumbs}


@register.inclusion_tag("components/badge.html")
def badge(text: str, tone: str = "neutral") -> dict[str, Any]:
    """Show a word in a coloured field; the word says it all, the colour only helps."""
    return {"text": text, "tone": tone}


@register.inclusion_tag("components/badge.html")
def status_badge(status: str) -> dict[str, Any]:
    """Show the status of a wijziging."""
    known = AmendmentStatus(status)
    return {"text": known.label, "tone": _STATUS_TONE[known]}


@register.inclusion_tag("components/badge.html")
def order_badge(status: str) -> dict[str, Any]:
    """Show how far a maatwerkorder is."""
    known = OrderStatus(status)
    return {"text": known.label, "tone": _ORDER_TONE[known]}


@register.inclusion_tag("components/button.html")
def button(label: str, href: str, kind: str = "secondary", icon: str = "", about: str = "") -> dict[str, Any]:
    """Show a link that looks like a button; `about` is added for screen readers: what the label leaves out."""
    return {"label": label, "href": href, "kind": kind, "icon": icon, "about": about}


@register.inclusion_tag("components/submit.html")
def submit(label: str, kind: str = "primary", icon: str = "") -> dict[str, Any]:
    """Show the button of a form."""
    return {"label": label, "kind": kind, "icon": icon}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show a form field with its label, help and errors, tied together for screen readers."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return {"field": bound, "control": bound.as_widget(), "is_tick": True}
    kind = "select" if hasattr(widget, "choices") else "textarea" if isinstance(widget, Textarea) else "textbox"
    names = f"utrecht-{kind} utrecht-{kind}--html-{'input' if kind == 'textbox' else kind}"
    attrs: dict[str, str | bool] = {"class": f"{names} utrecht-{kind}--invalid" if bound.errors else names}
    return {"field": bound, "control": bound.as_widget(attrs=attrs), "unit": getattr(bound.field, "unit", "")}


@register.inclusion_tag("components/tile.html")
def tile(label: str, value: str, note: str = "", href: str = "", tone: str = "") -> dict[str, Any]:
    """Show one figure of a page with its name."""
    return {"label": label, "value": value, "note": note, "href": href, "tone": tone}


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict[str, str]:
    """Draw an icon; it only decorates, so the text beside it must say the same."""
    return {"name": name}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Show links to the other pages of a long list (`?pagina=`); the rest of the address stays as it is."""
    return {"page": page, "request": context["request"]}


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "") -> SafeString:
    """Show a message that stands out: {% alert tone="good" title="Gelukt" %}...{% endalert %}."""
    kind = _ALERT[tone]
    return _rendered("components/alert.html", content, title=title, kind=kind, icon=_ALERT_ICON[kind])


@register.simple_block_tag
def card(content: str, title: str = "", level: int = 2) -> SafeString:
    """Show a sheet with a heading: a part of a page that can be read by itself."""
    return _rendered("components/card.html", content, title=title, level=str(level))


def _rendered(name: str, content: str, **values: str) -> SafeString:
    return render_to_string(name, {"content": content, **values})


@register.filter
def euros(cents: int | None) -> str:
    """Return cents as `€ 1.234` or `€ −1.234,50`; a dash for no amount."""
    return "\u2013" if cents is None else f"€\u00a0{format_euros(cents)}"


@register.filter
def signed_euros(cents: int) -> str:
    """Return cents as a change: `+ € 1.234`, `− € 1.234`."""
    if not cents:
        return "€\u00a00"
    sign = "+" if cents > 0 else MINUS
    return f"{sign}\u00a0€\u00a0{format_euros(abs(cents))}"


@register.filter
def amount(cents: int) -> str:
    """Return cents as euros without the euro sign, as in a column of amounts; a dash for nil."""
    return format_euros(cents) if cents else "\u2013"


@register.filter
def precise(cents: Fraction) -> str:
    """Return an exact amount in euros, to the cent."""
    return format_euros(round(cents), always_cents=True)


@register.filter
def digits(number: int) -> str:
    """Return a whole number with thousands marks."""
    return group_digits(number)


@register.filter
def plain(value: object) -> str:
    """Return a year or an id as it is: without thousands marks."""
    return str(value)
