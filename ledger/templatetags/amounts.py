"""Amounts in the cells of a table: without the euro sign, which stands in the caption."""

from django import template

from ledger.core.money import format_euros
from ledger.entry.sums import signed

register = template.Library()


@register.filter
def amount(cents: int) -> str:
    """Return cents as `1.234` or `−1.234,50`."""
    return format_euros(cents)


@register.filter
def amount_or_nothing(cents: int) -> str:
    """Return the same, and nothing for nil: in columns that are mostly empty."""
    return format_euros(cents) if cents else ""


@register.filter
def signed_amount(cents: int) -> str:
    """Return a change with its sign: `+1.234`, `−1.234`, `0`."""
    return signed(cents)
