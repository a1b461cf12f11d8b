"""Settings for tests and type checking: the demo settings, and quicker where that is harmless."""

import os

os.environ["DUOPLUS_DEMO"] = "1"
os.environ.pop("DUOPLUS_DEBUG", None)

from duoplus.settings import *  # noqa: F403

# Hashing a password is slow on purpose. No test is about the strength of the hash.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
RENDER_INLINE = True
