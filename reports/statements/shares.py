"""What a gemeente pays of a verdeelgroep with a key, in terms; also where a wijziging takes another key into use.

From that wijziging on the whole verdeelgroep is split by the new key, and what was decided before keeps the split it
was decided with. So the column of that wijziging is the whole by the new key, less all before it by the old one.
"""

from collections.abc import Collection
from dataclasses import replace

from ledger.core.book import Book
from ledger.core.cube import Figure, Key, Selection, Share, Term
from ledger.enums import FundingSource, Side


def paid_in(book: Book, pool: str, municipality: str, number: int) -> Figure:
    """Return what wijziging `number` adds to what a gemeente pays of a verdeelgroep."""
    ring, before, whole = book.keys[pool], book.before(number), _contribution(pool)
    new, old = ring.at(number), ring.replaced(number, before)
    if old is None:
        return _paid(whole.narrowed(amendment=number), -1, Share(pool, municipality), new)
    return (
        *_paid(whole.narrowed(amendment=(*before, number)), -1, Share(pool, municipality), new),
        *_paid(whole.narrowed(amendment=before), 1, Share(pool, municipality), old),
    )


def paid_through(book: Book, pool: str, municipality: str) -> Figure:
    """Return what a gemeente pays of all wijzigingen in the book together: their total by the key in force."""
    whole = _contribution(pool).narrowed(amendment=book.numbers)
    return _paid(whole, -1, Share(pool, municipality), book.keys[pool].at(book.through))


def paid_of(book: Book, selection: Selection, pool: str, municipality: str) -> Figure:
    """Return what a gemeente pays of some lines of the last wijziging; nothing when there is no key yet."""
    ring = book.keys.get(pool)
    return _paid(selection, -1, Share(pool, municipality), ring.at(book.through)) if ring else ()


def moved(book: Book, pool: str, municipality: str) -> Figure:
    """Return what another key in the last wijziging moves: all before it by the new key, less by the old one."""
    ring, before = book.keys[pool], book.before(book.through)
    old = ring.replaced(book.through, before)
    if old is None:
        return ()
    earlier = _contribution(pool).narrowed(amendment=before)
    return (
        *_paid(earlier, -1, Share(pool, municipality), ring.at(book.through)),
        *_paid(earlier, 1, Share(pool, municipality), old),
    )


def payers(book: Book, pool: str) -> Collection[str]:
    """Return the gemeenten that pay by a key in force at one of the wijzigingen of the book."""
    ring = book.keys.get(pool)
    return {code for number in book.numbers for code in ring.at(number).payers} if ring else ()


def _contribution(pool: str) -> Selection:
    return Selection.of(side=Side.INCOME, source=FundingSource.CONTRIBUTION, pool=pool)


def _paid(selection: Selection, sign: int, share: Share, key: Key) -> Figure:
    """Return the share by this key; nothing for a gemeente without a weight in it."""
    if share.municipality not in key.payers:
        return ()
    return (Term(selection, sign, replace(share, since=key.since)),)
