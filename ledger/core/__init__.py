"""The thinking: pure functions on integers and frozen values. No Django, no files, no clock."""
