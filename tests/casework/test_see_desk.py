"""The page of a desk shows its households, and the read log names nobody who did not stand on it."""

from tests.casework.test_see_proposals import DESK, MOTHER, NAREK, arrive

from kinward import wiring
from kinward.casework.ports import Outside
from kinward.casework.see_desk import see_desk
from kinward.casework.take_tracing_request import SoughtForm, TracingForm, take_tracing_request
from kinward.model.protection import Purpose
from kinward.storage.models import ReadLogEntry


def test_only_who_stands_on_the_page_is_written_down_as_shown(outside: Outside) -> None:
    arrive(outside, MOTHER)
    form = TracingForm(wiring.new_id(), "Anahit", "+374 77 000000", (SoughtForm(NAREK, "mother"),))
    take_tracing_request(outside, DESK, form)
    seen = {one.id for household in see_desk(outside, DESK, Purpose.REGISTER) for one in household.members}
    logged = ReadLogEntry.objects.filter(action="see_person").values_list("subject", flat=True)
    assert seen
    assert set(logged) == seen
