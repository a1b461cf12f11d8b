"""Tests of taking budgets in and giving them out: workbooks, source documents, hostile files."""
