"""Kills ``kinward serve`` in the middle of its work, again and again, under desks that go on sending.

A desk holds a form until an answer comes, and sends the same form, with the same id, to the next server. Acknowledged
means that the answer was received. In the end every form is looked for in the journal and the views.
"""

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import UUID

import numpy as np
from django.db import connection
from tests.storage.databases import Database
from tests.storage.writing import ORGANISATION

from kinward import wiring
from kinward.model.event import derived_id
from kinward.storage.models import Household, JournalEvent, Person

CLIENTS = 4
SERVER_SAYS = "serve.log"
_NOBODY_ANSWERS = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class Kills:
    """What the desks were told, and what the database says. ``unknown`` were written before the desk was told."""

    acknowledged: int
    lost: int
    retried: int
    unknown: int
    doubled: int
    faults: int


@dataclass(slots=True)
class Form:
    """A form that a desk has sent and perhaps not heard of."""

    path: str
    identity: UUID
    answers: dict[str, str]
    sent: int = 0
    last_sent: float = 0.0
    people: int = 0
    household: UUID | None = None


@dataclass(slots=True)
class Desk:
    """One desk: its account, its cookies, what it sent and was told."""

    name: str
    password: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    acknowledged: list[Form] = field(default_factory=list)
    retried: int = 0
    refused: list[str] = field(default_factory=list)

    def ask(
        self, port: int, method: str, path: str, answers: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """(status, where to, page); raises when the line breaks."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            content = None
            if answers is not None:
                content = urlencode(answers | {"csrfmiddlewaretoken": self.token})
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request(method, path, content, headers)
            answer = line.getresponse()
            page = answer.read().decode()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
            return answer.status, answer.getheader("Location") or "", page
        finally:
            line.close()

    def sign_in(self, port: int) -> None:
        self._take_token(self.ask(port, "GET", "/sign-in/")[2])
        status, _where, _page = self.ask(
            port, "POST", "/sign-in/", {"name": self.name, "password": self.password}
        )
        assert status == 302, status
        self._take_token(self.ask(port, "GET", "/register/")[2])

    def _take_token(self, page: str) -> None:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, "no form on the page"
        self.token = found[1]

    def work(self, port: "Port", stop: threading.Event) -> None:
        """Count a household, write its people, begin again; hold what nobody answered."""
        form = _household()
        while True:
            if port.given_up or (stop.is_set() and form.sent == 0):
                return  # nothing is on its way
            try:
                form.sent += 1
                self.retried += form.sent > 1
                form.last_sent = wiring.now().timestamp()
                status, where, _page = self.ask(port.number, "POST", form.path, form.answers)
            except _NOBODY_ANSWERS:
                time.sleep(0.02)
                continue
            if status != 302 or "sign-in" in where:
                self.refused.append(f"{status} {form.path} {where}")
                return
            self.acknowledged.append(form)
            form = _names(form) if form.household is None else _household()


class Port:
    """Where the present server listens."""

    number = 0
    given_up = False


def _household() -> Form:
    identity = wiring.new_id()
    people = 1 + identity.int % 3
    answers = {
        "form": str(identity),
        "people": str(people),
        "adults": "1",
        "crossing": "Lachin",
        "lodging": "roof",
    }
    return Form("/register/", identity, answers, people=people)


def _names(of: Form) -> Form:
    household, identity = derived_id(of.identity, 0), wiring.new_id()
    answers = {"form": str(identity)}
    for number in range(of.people):
        answers |= {
            f"p{number}-given": f"Narek{number}",
            f"p{number}-family": "Sargsyan",
            f"p{number}-age": "~8",
        }
    return Form(f"/households/{household}/names/", identity, answers, people=of.people, household=household)


@contextmanager
def serving(database: Database, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """``kinward serve`` in a process of its own, as anybody starts it; yielded as soon as it listens."""
    command = [sys.executable, "-m", "kinward", "serve", "--port", str(port)]
    with (database.home / SERVER_SAYS).open("ab") as says:
        server = subprocess.Popen(command, env=database.environment(), stdout=subprocess.DEVNULL, stderr=says)
    try:
        for _ in range(1500):
            if _listens(port):
                break
            assert server.poll() is None, (database.home / SERVER_SAYS).read_text()
            time.sleep(0.02)
        yield server
    finally:
        if server.poll() is None:
            server.kill()
        server.wait()


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def kill_often(database: Database, times: int, seed: int) -> Kills:
    """Kill the server ``times`` times at random moments of its work, let it come up once more, and count."""
    chance = wiring.chance(seed)
    desks = [
        Desk(f"desk-{n}", wiring.add_account(f"desk-{n}", ["registrar"], f"desk-{n}", ORGANISATION))
        for n in range(CLIENTS)
    ]
    connection.close()
    port, stop = Port(), threading.Event()
    workers = [threading.Thread(target=desk.work, args=(port, stop), daemon=True) for desk in desks]
    try:
        _kill(database, times, chance, desks, workers, port, stop)
    except AssertionError as failure:
        raise AssertionError((database.home / SERVER_SAYS).read_text()) from failure
    finally:
        stop.set()
        port.given_up = True
    return _counted(desks)


def _kill(  # the whole stage
    database: Database, times: int, chance: np.random.Generator, desks: list[Desk],
    workers: list[threading.Thread], port: "Port", stop: threading.Event,
) -> None:  # fmt: skip
    for number in range(times + 1):
        port.number = free_port()
        with serving(database, port.number) as server:
            if number == 0:
                for desk in desks:
                    desk.sign_in(port.number)
                for worker in workers:
                    worker.start()
            heard = sum(len(desk.acknowledged) for desk in desks)
            _wait_until_heard(desks, heard + 4)
            if number < times:
                time.sleep(float(chance.uniform(0.05, 0.5)))
                os.kill(server.pid, 9)
                server.wait()
            else:
                stop.set()
                for worker in workers:
                    worker.join(timeout=120)


def _wait_until_heard(desks: list[Desk], enough: int) -> None:
    until = time.monotonic() + 60
    while sum(len(desk.acknowledged) for desk in desks) < enough and time.monotonic() < until:
        assert not any(desk.refused for desk in desks), [desk.refused for desk in desks]
        time.sleep(0.01)


def _counted(desks: list[Desk]) -> Kills:
    forms = [form for desk in desks for form in desk.acknowledged]
    assert not any(desk.refused for desk in desks), [desk.refused for desk in desks]
    received = {
        event: datetime.fromisoformat(at)
        for event, at in JournalEvent.objects.values_list("id", "received_at")
    }
    in_households = list(Person.objects.values_list("household", flat=True))
    lost = unknown = expected_people = 0
    for form in forms:
        if form.household is None:
            events = [derived_id(form.identity, 1)]
        else:
            events = [derived_id(form.identity, 2000 + number) for number in range(form.people)]
            expected_people += form.people
            lost += in_households.count(str(form.household)) < form.people
        lost += any(str(event) not in received for event in events)
        if form.sent > 1:
            first = received.get(str(events[0]))
            unknown += first is not None and first.timestamp() < form.last_sent
    households = sum(form.household is None for form in forms)
    doubled = (Household.objects.count() - households) + (Person.objects.count() - expected_people)
    return Kills(
        len(forms), lost, sum(desk.retried for desk in desks), unknown, doubled, len(wiring.audit_faults())
    )
