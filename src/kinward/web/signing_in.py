"""Signing in and out, and choosing a language."""

import math

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, gettext, gettext_lazy, ngettext

from kinward import wiring
from kinward.web.throttle import SIGN_INS, TRIES, TRIES_FROM_ADDRESS


class SignInForm(forms.Form):
    """A sign-in name and a password."""

    name = forms.CharField(
        label=gettext_lazy("Sign-in name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to where somebody wanted to go. What was being sent is not sent."""
    back = request.path if request.method == "GET" else ""
    address = reverse("sign-in")
    return HttpResponseRedirect(f"{address}?next={back}" if back not in {"", "/"} else address)


def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a name and a password."""
    if request.method == "GET":
        return _shown(request, SignInForm(), "")
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, gettext("Write your sign-in name and your password."))
    name, address = form.cleaned_data["name"].strip(), request.META.get("REMOTE_ADDR", "")
    if minutes := _minutes_to_wait(name, address):
        return _shown(request, form, _wait(minutes), status=429)
    user = authenticate(request, username=name, password=form.cleaned_data["password"])
    if user is None:
        SIGN_INS.failed(f"name {name.lower()}", wiring.now())
        SIGN_INS.failed(f"address {address}", wiring.now())
        return _shown(request, form, gettext("The sign-in name and the password do not belong together."))
    SIGN_INS.succeeded(f"name {name.lower()}")
    login(request, user)
    response = HttpResponseRedirect(_safe_next(request))
    return _speaking(response, getattr(user, "language", ""))


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session. Only by POST, so that no link can do it."""
    if request.method == "POST":
        logout(request)
    return HttpResponseRedirect(reverse("sign-in"))


def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language of this browser and go back to the page."""
    response = HttpResponseRedirect(_safe_next(request))
    return _speaking(response, request.POST.get("language", "")) if request.method == "POST" else response


def _speaking(response: HttpResponse, language: str) -> HttpResponse:
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, httponly=True, samesite="Strict"
        )
    return response


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else reverse("today")


def _minutes_to_wait(name: str, address: str) -> int:
    now = wiring.now()
    waits = (
        SIGN_INS.waits_until(f"name {name.lower()}", TRIES, now),
        SIGN_INS.waits_until(f"address {address}", TRIES_FROM_ADDRESS, now),
    )
    seconds = max(((moment - now).total_seconds() for moment in waits if moment), default=0)
    return math.ceil(seconds / 60)


def _wait(minutes: int) -> str:
    return ngettext(
        "Too many tries. Wait {minutes} minute, or ask your administrator for a new password.",
        "Too many tries. Wait {minutes} minutes, or ask your administrator for a new password.",
        minutes,
    ).format(minutes=minutes)


def _shown(request: HttpRequest, form: SignInForm, problem: str, *, status: int = 200) -> HttpResponse:
    wanted = request.GET.get("next", "") or request.POST.get("next", "")
    # A password is never sent back to the page; the name is.
    again = SignInForm(initial={"name": form.data.get("name", "")}) if form.is_bound else form
    return render(
        request, "kinward/sign_in.html", {"form": again, "problem": problem, "next": wanted}, status=status
    )
