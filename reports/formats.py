"""How a number is shown. One place; pure."""

from ledger.core.money import group_digits

NIL = "\u2013"  # a printed dash for nothing


def printed(value: int | None) -> str:
    """Return a cell as text: `−1.234`, `–` for nil, empty for no cell."""
    if value is None:
        return ""
    return group_digits(value) if value else NIL


EXCEL_NUMBER = f'#,##0;"\u2212"#,##0;"{NIL}"'
"""Excel's format for the same: thousands marks follow the reader's own settings."""
