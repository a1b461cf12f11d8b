"""Whole budgets in and out: an Excel workbook or a folder of YAML, both as the same sheets of rows.

workbook -> reading ┐                                            ┌ checking (rows against each other
                    ├> rows -> cells (typed) -> checking, posting │ and against the ledger)
YAML     -> sources ┘                                            └ posting (through ledger.journal)

database -> stored -> writing -> workbook
"""
