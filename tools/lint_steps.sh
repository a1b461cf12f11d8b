# Sourced by lint.sh and test.sh: everything that can be said about the code without running it.

headline "Code"
step "ruff (style and mistakes)" "$BIN/ruff" check --quiet
step "ruff format" "$BIN/ruff" format --check --quiet
step "mypy (types)" "$BIN/mypy"
step "lint-imports (architecture)" "$BIN/lint-imports"

headline "Django"
step "system check" env DUOPLUS_DEMO=1 DATABASE_URL=sqlite://:memory: \
    "$BIN/python" manage.py check --fail-level WARNING
step "system check for production" env -u DUOPLUS_DEMO -u DUOPLUS_DEBUG \
    DATABASE_URL=sqlite://:memory: DUOPLUS_ALLOWED_HOSTS=begroting.example \
    DUOPLUS_SECRET_KEY="$("$BIN/python" -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    "$BIN/python" manage.py check --deploy --fail-level WARNING
step "every model change has a migration" env DUOPLUS_DEMO=1 DATABASE_URL=sqlite://:memory: \
    "$BIN/python" manage.py makemigrations --check --dry-run
