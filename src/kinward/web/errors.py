"""What stands on the screen when something cannot be shown, each with the next step."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi


def nothing_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Forbidden, held, erased and not found: one page, one status."""
    return render(request, "kinward/errors/nothing_here.html", status=404)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """The browser sent something that no form of ours sends."""
    return render(request, "kinward/errors/not_understood.html", status=400)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form's secret did not fit: it is from before the last sign-in, or from another site."""
    return render(request, "kinward/errors/form_too_old.html", status=403)


def broken(_request: HttpRequest) -> HttpResponse:
    """Something is wrong in the program. Needs no database, no session and nothing of the request."""
    language = get_language() or "en"
    words = {"LANGUAGE_CODE": language, "LANGUAGE_BIDI": get_language_bidi()}
    try:
        page: str = render_to_string("kinward/errors/broken.html", words)
    except Exception:  # noqa: BLE001  # the outermost shell: if even this page is broken, plain words must do
        page = (
            "Something broke in the program. What was saved before is safe. Tell your administrator the time."
        )
    return HttpResponse(page, status=500)
