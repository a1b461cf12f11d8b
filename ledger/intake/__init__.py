"""The pages on which a workbook is looked at before it is taken over."""
