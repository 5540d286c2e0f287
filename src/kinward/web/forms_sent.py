"""A form carries a number made when it was shown: sent twice, whatever it writes is written once."""

from uuid import UUID

from kinward.model.event import derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.web.visit import Visit


def number_of_form(visit: Visit) -> UUID:
    """The number the form was shown with. Raises BadInputError when it carries none."""
    try:
        return UUID(visit.request.POST.get("form_id", ""))
    except ValueError:
        do = Message("reload the page and decide again")
        raise BadInputError([Problem(Message("the form has lost its number"), do)]) from None


def sent_before(visit: Visit, form_id: UUID) -> bool:
    """Whether this form already wrote its record: what depends on the moment would be another on the second try."""
    return bool(visit.outside.journal.events_about(derived_id(form_id, 0)))
