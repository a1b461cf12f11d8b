"""What a gemeente pays of a verdeelgroep with a key, in terms; also where a wijziging takes another key into use.

From that wijziging on the whole verdeelgroep is split by the new key, and what was decided before keeps the split it
was decided with. So the column of that wijziging is the whole by the new key, less all before it by the old one.
"""

from ledger.core.book import Book
from ledger.core.cube import Figure, Key, KeyRing, Selection, Share, Term


def paid_in(book: Book, contribution: Selection, share: Share, number: int) -> Figure:
    """Return what wijziging `number` adds to what a gemeente pays; `contribution` picks the bijdrage of the pool."""
    ring, before = book.keys[share.pool], book.before(number)
    if (old := replaced(ring, before, number)) is None:
        return (_paid(contribution.narrowed(amendment=number), -1, share, ring.at(number)),)
    return (
        _paid(contribution.narrowed(amendment=(*before, number)), -1, share, ring.at(number)),
        _paid(contribution.narrowed(amendment=before), 1, share, old),
    )


def paid_through(book: Book, contribution: Selection, share: Share) -> Figure:
    """Return what a gemeente pays of all wijzigingen in the book together: the whole by the key in force."""
    key = book.keys[share.pool].at(book.through)
    return (_paid(contribution.narrowed(amendment=book.numbers), -1, share, key),)


def moved(book: Book, contribution: Selection, share: Share) -> Figure:
    """Return what another key in the last wijziging moves: all before it by the new key, less by the old one."""
    ring, before = book.keys[share.pool], book.before(book.through)
    if (old := replaced(ring, before, book.through)) is None:
        return ()
    earlier = contribution.narrowed(amendment=before)
    return (_paid(earlier, -1, share, ring.at(book.through)), _paid(earlier, 1, share, old))


def replaced(ring: KeyRing, before: tuple[int, ...], number: int) -> Key | None:
    """Return the key that wijziging `number` replaces, if it takes another one into use; `before` are those earlier."""
    return ring.before(number, before[-1]) if before else None


def _paid(selection: Selection, sign: int, share: Share, key: Key) -> Term:
    return Term(selection, sign, Share(share.pool, share.municipality, key.since))
