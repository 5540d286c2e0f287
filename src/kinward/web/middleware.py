"""What every answer carries: nothing is kept, framed, sniffed, sent elsewhere or loaded from elsewhere."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from kinward import wiring

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; "  # data: for the QR codes of slips
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # Not "no-referrer": a browser then sends a form with Origin "null", which the CSRF check must refuse.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}

# The session is written again at most once a minute: each write waits for the disk (synchronous=FULL).
_SECONDS_BETWEEN_TOUCHES = 60
_TOUCHED = "touched"


def protected_answers(answer: Answer) -> Answer:
    """Puts the headers on every answer. Only shipped fonts, styles and scripts may be kept by a browser."""

    def with_headers(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        return response

    return with_headers


def wakeful_sessions(answer: Answer) -> Answer:
    """Keeps a session alive while somebody works; one that nobody touches ends (SESSION_COOKIE_AGE)."""

    def touching(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(wiring.now().timestamp())
            if now - int(request.session.get(_TOUCHED, 0)) >= _SECONDS_BETWEEN_TOUCHES:
                request.session[_TOUCHED] = now
        return answer(request)

    return touching


def spoken_language(answer: Answer) -> Answer:
    """Answers in the language chosen here, else in the first complete one that the browser asks for."""

    def speaking(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else _asked_for(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = answer(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return speaking


def _asked_for(request: HttpRequest) -> str:
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    spoken = (language.split("-")[0] for language, _weight in asked)
    offered: list[str] = settings.LANGUAGES_OFFERED
    return next((language for language in spoken if language in offered), settings.LANGUAGE_CODE)
