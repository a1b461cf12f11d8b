"""Settings of the project, one file for every installation.

What differs per installation comes from the environment; `docs/installation.md` lists the
variables. There are three modes, and without any variable the strictest one holds:

- production: refuses to start without a key and host names, cookies and pages over https only;
- demo (DUOPLUS_DEMO=1): made-up users on this computer, a key that everybody knows;
- debug (DUOPLUS_DEBUG=1): for developers, Django's error pages.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import quote

from csp.constants import NONE, SELF

from duoplus.environment import (
    SettingRefusedError,
    read_address,
    read_bool,
    read_database,
    read_int,
    read_list,
    read_mail_server,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# --- modes --------------------------------------------------------------------------------------

DEBUG = read_bool("DUOPLUS_DEBUG")
DEMO = read_bool("DUOPLUS_DEMO")
PRODUCTION = not (DEBUG or DEMO)

# Everybody can read this key in the source. It may protect nothing but made-up data.
_PUBLIC_KEY = "alleen-voor-demo-en-ontwikkeling-nooit-voor-echte-gegevens"
_MINIMUM_KEY_LENGTH = 50
_DIFFERENT_SIGNS = 10  # a random key of that length has dozens
_THIS_COMPUTER = ["localhost", "127.0.0.1", "[::1]"]

SECRET_KEY = os.environ.get("DUOPLUS_SECRET_KEY", "" if PRODUCTION else _PUBLIC_KEY)
ALLOWED_HOSTS = read_list("DUOPLUS_ALLOWED_HOSTS")

# A command at the prompt (manage.py, not runserver) answers no web request, so it needs no key and no hosts.
COMMAND = read_bool("DUOPLUS_COMMAND")
if COMMAND and not SECRET_KEY:
    SECRET_KEY = secrets.token_urlsafe(_MINIMUM_KEY_LENGTH)

if PRODUCTION and not COMMAND:
    if not SECRET_KEY:
        raise SettingRefusedError(
            "DUOPLUS_SECRET_KEY ontbreekt. Maak een sleutel met "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))' en bewaar hem geheim. "
            "Wilt u alleen proberen? Gebruik dan make run, of zet DUOPLUS_DEMO=1."
        )
    if SECRET_KEY == _PUBLIC_KEY:
        raise SettingRefusedError("DUOPLUS_SECRET_KEY is de sleutel van de demo, die iedereen kent. Maak een eigen.")
    if len(SECRET_KEY) < _MINIMUM_KEY_LENGTH:
        raise SettingRefusedError(
            f"DUOPLUS_SECRET_KEY heeft {len(SECRET_KEY)} tekens, maar moet er minstens {_MINIMUM_KEY_LENGTH} hebben."
        )
    if len(set(SECRET_KEY)) < _DIFFERENT_SIGNS:
        raise SettingRefusedError(
            f"DUOPLUS_SECRET_KEY bestaat uit {len(set(SECRET_KEY))} verschillende tekens en is te raden. "
            "Maak een sleutel met python -c 'import secrets; print(secrets.token_urlsafe(50))'."
        )
    if not ALLOWED_HOSTS:
        raise SettingRefusedError(
            "DUOPLUS_ALLOWED_HOSTS ontbreekt. Noem de webadressen van deze installatie, "
            "bijvoorbeeld begroting.voorbeeld.nl, met komma's ertussen."
        )
    if "*" in ALLOWED_HOSTS:
        raise SettingRefusedError("DUOPLUS_ALLOWED_HOSTS mag niet * zijn. Noem de webadressen van deze installatie.")
elif not PRODUCTION and (elsewhere := sorted(set(ALLOWED_HOSTS) - set(_THIS_COMPUTER))):
    raise SettingRefusedError(
        f"DUOPLUS_ALLOWED_HOSTS noemt {', '.join(elsewhere)}, maar DUOPLUS_DEMO of DUOPLUS_DEBUG staat aan. "
        "Dat is alleen voor deze computer, want van de demo kent iedereen de wachtwoorden. "
        "Haal die variabele weg, of laat de webadressen leeg."
    )
elif not ALLOWED_HOSTS:
    ALLOWED_HOSTS = _THIS_COMPUTER

# --- application --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # so that templates/ can override the widgets
    "django_tables2",
    "django_filters",
    "csp",
    "ledger",
    "reports",
]

MIDDLEWARE = [
    # The first two are outermost: what they say goes with every answer, also with one that the others refuse.
    "csp.middleware.CSPMiddleware",
    "duoplus.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks for a login; a public one says so with @login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    # And for a role that is still valid; without one there is nothing to see.
    "duoplus.middleware.RoleRequiredMiddleware",
    "duoplus.middleware.AnswerableAddressMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "duoplus.errors.ButtonAddressMiddleware",
]

ROOT_URLCONF = "duoplus.urls"
WSGI_APPLICATION = "duoplus.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "duoplus.context.frame",
            ],
            "builtins": ["duoplus.components"],
        },
    },
]

# --- data ---------------------------------------------------------------------------------------

# The embedded database and every file the application makes by itself. Never on a network share:
# SQLite cannot lock there.
VAR_DIR = Path(os.environ.get("DUOPLUS_VAR_DIR") or BASE_DIR / "var").resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

# The demo has a file of its own, so that trying it never touches a real administration.
_sqlite_file = VAR_DIR / ("demo.sqlite3" if DEMO else "duoplus.sqlite3")
DATABASES = {
    "default": read_database("DATABASE_URL", default=f"sqlite:///{quote(str(_sqlite_file))}"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A budget year pasted into the entry grid sends thousands of fields; Django's own limit is 1000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# What somebody may send as a file. The first handler stops at the limit; the form then says so.
MAX_UPLOAD_BYTES = read_int("DUOPLUS_MAX_UPLOAD_MB", default=25, minimum=1) * 2**20
FILE_UPLOAD_HANDLERS = [
    "ledger.uploads.handler.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# A workbook that unpacks to more than this takes over a second: it is looked at in the background.
INTAKE_INLINE_BYTES = 1_000_000
# A workbook is read in a process of its own. The largest that is taken in needs half of this.
INTAKE_MEMORY_BYTES = 1024 * 2**20
INTAKE_SECONDS = 120  # of a processor
# A document is made in a process of its own, and in a test where it is asked for.
RENDER_INLINE = False

# --- login and sessions -------------------------------------------------------------------------

AUTH_USER_MODEL = "ledger.User"
LOGIN_URL = "/inloggen/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/inloggen/"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "duoplus.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "duoplus.passwords.NotThePublicPassword"},
]

SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds: a working day, counted from the login
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True  # our script reads the token from the form, not from the cookie
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PRODUCTION
if PRODUCTION:
    # The prefix makes the browser refuse such a cookie from a sister host or over http.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# --- what the browser is told -------------------------------------------------------------------

SECURE_SSL_REDIRECT = PRODUCTION and read_bool("DUOPLUS_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = read_int("DUOPLUS_HSTS_SECONDS", default=365 * 24 * 60 * 60) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Only behind a proxy that sets this header itself: otherwise anyone could claim https.
BEHIND_PROXY = read_bool("DUOPLUS_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Entering the preload list of browsers is a choice for the whole domain, not for one application.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

# --- language -----------------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True
# Numbers in templates read 1.234.567. Mind ids and years: write {{ year|unlocalize }}.

# --- static files -------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "duoplus" / "static"]
# Production serves what `collectstatic` gathered, under names that hold a hash of the content.
# Demo and debug read the source files, so there is nothing to gather first.
STATIC_ROOT = VAR_DIR / "static" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# --- mail and logging ---------------------------------------------------------------------------

# Mail about what waits for somebody. Without a server it is printed to the console.
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = read_mail_server(
    "DUOPLUS_EMAIL_URL"
)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_TIMEOUT = 10  # seconds; what fails is tried again by `manage.py send_notices`
_FIRST_HOST = (ALLOWED_HOSTS or ["localhost"])[0].lstrip(".")
DEFAULT_FROM_EMAIL = os.environ.get("DUOPLUS_FROM_EMAIL", "").strip() or f"begroting@{_FIRST_HOST}"
# Where the links in a mail lead to.
BASE_ADDRESS = read_address(
    "DUOPLUS_BASE_ADDRESS", default=f"https://{_FIRST_HOST}" if PRODUCTION else "http://localhost:8000"
)
if PRODUCTION and not BASE_ADDRESS.startswith("https://"):
    raise SettingRefusedError(f"DUOPLUS_BASE_ADDRESS is {BASE_ADDRESS!r}, maar moet met https:// beginnen.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "duoplus.logs.JsonFormatter"},
        "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if PRODUCTION else "plain",
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would write every line a second time, and mail the errors.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # These tell every step of making a PDF.
        "weasyprint": {"level": "WARNING"},
        "weasyprint.progress": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
