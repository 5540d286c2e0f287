"""Django's settings, read from three environment variables.

``KINWARD_HOME`` (default ``~/.kinward``) holds the database, the keys and nothing else;
``KINWARD_DATABASE_URL`` names another database (``sqlite:///path`` or ``postgres://user@host/name``);
``KINWARD_HOSTS`` lists the names under which the pages may be asked for.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

HOME = Path(os.environ.get("KINWARD_HOME") or Path.home() / ".kinward")


KINWARD_SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "CONN_MAX_AGE": 600,
    "OPTIONS": {
        # Deferred transactions refused 87 % of concurrent writes, immediate ones none (research: reliability 1.3).
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Measured reasons stand in storage/database.py, which refuses to start with anything weaker.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON; PRAGMA cache_size=-65536"
        ),
    },
}


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
        }
    if parts.scheme != "sqlite":
        raise SystemExit("KINWARD_DATABASE_URL begins with sqlite:/// or postgres://")
    name = parts.path[1:] if parts.path.startswith("//") else parts.path
    return {**KINWARD_SQLITE, "NAME": unquote(name)}


DATABASES = {
    "default": _database(os.environ.get("KINWARD_DATABASE_URL") or f"sqlite:///{HOME / 'kinward.sqlite3'}")
}

SECRET_KEY = os.environ.get("KINWARD_SECRET_KEY", "")  # wiring reads or makes one per installation
DEBUG = False
USE_TZ = True
TIME_ZONE = os.environ.get("KINWARD_TIME_ZONE") or "UTC"  # of the pages; the journal is always UTC
AUTH_USER_MODEL = "storage.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "kinward.storage",
]

# ------------------------------------------------------------------------------------------------ the pages (web)
INSTALLED_APPS += ["kinward.web"]
ROOT_URLCONF = "kinward.web.urls"
WSGI_APPLICATION = "kinward.web.wsgi.application"
ALLOWED_HOSTS = (os.environ.get("KINWARD_HOSTS") or "127.0.0.1 localhost [::1]").replace(",", " ").split()
APPEND_SLASH = True
MIDDLEWARE = [
    "kinward.web.middleware.protected_answers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kinward.web.middleware.spoken_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kinward.web.middleware.wakeful_sessions",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "kinward.web.menu.around",
            ],
            # A name that the view did not give is a fault of ours and must be seen in the tests, not shown as nothing.
            "string_if_invalid": os.environ.get("KINWARD_INVALID_IN_TEMPLATE", ""),
        },
    }
]

# Files of the package, served from where they are: nothing is collected, nothing is compiled, no other host is asked.
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 7 * 24 * 3600  # addresses of styles and fonts carry a piece of their content's hash
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]

# Languages are data: a folder in web/locale and a line here. Only a complete one is offered; Arabic, begun with the
# pages a desk uses, shows that right to left works and waits for the rest of its sentences.
LANGUAGES_OFFERED = ["en", "hy"]
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("hy", "Հայերեն"), ("ar", "العربية")]
USE_I18N = True
FORMAT_MODULE_PATH = "kinward.web.formats"  # numbers where Django knows no habit of the language
LANGUAGE_COOKIE_SAMESITE = "Strict"

# Whoever leaves a desk for half an hour signs in again. The session is a random number; the row holds an account's id.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "kinward.web.errors.form_too_old"
# Behind a proxy that speaks TLS: KINWARD_HTTPS=yes. At 127.0.0.1 there is none, and a Secure cookie would not come back.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("KINWARD_HTTPS", "") == "yes"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if SESSION_COOKIE_SECURE else []

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    # Long beats clever: NIST SP 800-63B 5.1.1 asks for eight at least, and for no rules about letters.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name"]},
    },
]

# Nothing that is uploaded rests in a temporary file, and nobody sends a book in a form.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Never a path, a body or a value: kinward.web.logs says what is written. No mail to anybody (Django's default).
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"no_names": {"()": "kinward.web.logs.NoNames"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "no_names"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "waitress": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "kinward": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
ADMINS: list[tuple[str, str]] = []
