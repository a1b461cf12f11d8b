#!/usr/bin/env bash
# Every check there is: the code, the tests on SQLite, the pages in a browser, and the tests that
# touch the database once more on PostgreSQL. A missing browser or PostgreSQL is a loud skip on a
# developer's machine and a failure where CI=true.
set -uo pipefail
. "$(dirname "$0")/steps.sh"
. tools/lint_steps.sh

shown_step "Tests on SQLite" "$BIN/pytest" -q -n 2 -m "not browser"

if "$BIN/python" tools/find_program.py chromium >/dev/null; then
    shown_step "Pages in a browser" "$BIN/pytest" -q -m browser
else
    skipped_step "Pages in a browser" "no Chromium; install it with: apt-get install chromium"
fi

if "$BIN/python" tools/find_program.py initdb >/dev/null; then
    shown_step "Database tests on PostgreSQL" "$BIN/python" tools/private_postgres.py \
        "$BIN/pytest" -q -n 2 -m "not browser" --only-database
else
    skipped_step "Database tests on PostgreSQL" "no server; install it with: apt-get install postgresql"
fi

finish_steps
