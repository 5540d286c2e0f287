"""Who may sign in here, in which roles, at which desk: private to this installation."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db import transaction

from kinward.model.event import Actor
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Role
from kinward.protect.roles import EXCLUSIVE_ROLES
from kinward.storage.models import Account

_LONGEST = {"name": 150, "desk": 100, "organisation": 100}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in a list."""

    name: str
    roles: tuple[str, ...]
    desk: str
    organisation: str
    open: bool
    last_sign_in: str


def add_account(name: str, roles: Sequence[str], desk: str, organisation: str, password: str) -> None:
    """Let somebody sign in. Raises BadInputError with everything wrong."""
    problems = [*_wrong_words(name, desk, organisation), *_wrong_roles(roles)]
    with transaction.atomic():
        if Account.objects.filter(name=name).exists():
            what = Message("there is an account of this name")
            problems.append(
                Problem(what, Message("choose another; a closed one is not used again"), column="name")
            )
        if problems:
            raise BadInputError(problems)
        account = Account(name=name, roles=" ".join(roles), desk=desk, organisation=organisation, language="")
        account.set_password(password)
        account.save()


def close_account(name: str) -> int:
    """End an account and its sign-ins; what it wrote keeps its name. Returns how many sign-ins ended."""
    with transaction.atomic():
        account = _account(name)
        account.is_active = False
        account.set_unusable_password()
        account.save()
        own = [
            session.session_key
            for session in Session.objects.all()
            if session.get_decoded().get("_auth_user_id") == str(account.pk)
        ]
        Session.objects.filter(session_key__in=own).delete()
    return len(own)


def accounts() -> list[AccountLine]:
    """All accounts, by name."""
    return [
        AccountLine(
            row.name, tuple(row.roles.split()), row.desk, row.organisation, row.is_active,
            row.last_login.isoformat(timespec="minutes") if row.last_login else "",
        )
        for row in Account.objects.order_by("name")
    ]  # fmt: skip


def actor_named(name: str) -> Actor:
    """An open account as whoever acts. Raises BadInputError."""
    account = _account(name)
    return Actor(account.name, account.desk, account.organisation, frozenset(account.roles.split()))


def require_password(name: str, password: str) -> None:
    """Whoever types this password is the account. Raises BadInputError; a closed account has none."""
    if not _account(name).check_password(password):
        what, do = Message("this is not the password of that account"), Message("type it again")
        raise BadInputError([Problem(what, do, column="password")])


def _account(name: str) -> Account:
    account = Account.objects.filter(name=name, is_active=True).first()
    if account is None:
        what, do = Message("there is no open account of this name"), Message("kinward account list shows all")
        raise BadInputError([Problem(what, do, column="name")])
    return account


def _wrong_words(name: str, desk: str, organisation: str) -> list[Problem]:
    problems = []
    for column, text in (("name", name), ("desk", desk), ("organisation", organisation)):
        if not text.strip() or text != text.strip() or len(text) > _LONGEST[column] or not text.isprintable():
            do = Message("one line of at most {most} characters", {"most": _LONGEST[column]})
            problems.append(Problem(Message("this is no line of text"), do, column=column))
    return problems


def _wrong_roles(roles: Sequence[str]) -> list[Problem]:
    known = {role.value for role in Role}
    problems = [
        Problem(Message("there is no such role"), Message("one of: {known}", {"known": ", ".join(sorted(known))}),
                column="role")
        for role in roles
        if role not in known
    ]  # fmt: skip
    if not roles:
        problems.append(Problem(Message("no role is given"), Message("name at least one"), column="role"))
    if len(set(roles)) > 1 and EXCLUSIVE_ROLES & set(roles):
        names = ", ".join(sorted(EXCLUSIVE_ROLES))
        what = Message("these roles stand alone: {names}", {"names": names})
        problems.append(Problem(what, Message("give the other role to somebody else"), column="role"))
    return problems
