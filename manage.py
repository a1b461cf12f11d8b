#!/usr/bin/env python
"""Command-line entry point of the project: `python manage.py help` lists what it can do."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duoplus.settings")
    if sys.argv[1:2] not in (["runserver"], ["check"]):
        os.environ["DUOPLUS_COMMAND"] = "1"
    from django.core.management import execute_from_command_line

    from duoplus.environment import SettingRefusedError

    try:
        execute_from_command_line(sys.argv)
    except SettingRefusedError as error:
        sys.exit(f"Duo+ start niet: {error}")
