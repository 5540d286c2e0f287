"""One household's explanation, as lines for a person and as JSON."""

from collections.abc import Iterator
from typing import Any

from kinward.cli.outward import said
from kinward.model.housing import Explanation, Offer
from kinward.model.problem import Message


def explained(one: Explanation) -> dict[str, Any]:
    """The explanation as JSON; sentences are in the user's language."""
    return {
        "household": one.household,
        "policy": one.policy,
        "as_of": one.as_of.isoformat(),
        "band": one.band,
        "why_unplaced": one.why_unplaced.value if one.why_unplaced else None,
        "now": _offer(one.now) if one.now else None,
        "others": [_offer(offer) for offer in one.others],
        "others_taken": [_offer(offer) for offer in one.others_taken],
        "removed": [{"rule": r.rule.value, "sites": r.sites, "rooms": r.rooms} for r in one.removed],
        "sites_lawful": one.sites_lawful,
        "place_in_band": one.place_in_band,
        "waiting_in_band": one.waiting_in_band,
        "would_change": [said(message) for message in one.would_change],
        "reasons": [said(message) for message in one.reasons],
    }


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "site": offer.site,
        "rooms": list(offer.rooms),
        "from": offer.from_day.isoformat(),
        "until": offer.until.isoformat() if offer.until else None,
        "points": round(offer.points, 3),
        "price": round(offer.price, 3),
        "net": round(offer.net, 3),
        "terms": {term.name: round(term.points, 3) for term in offer.terms},
    }


def explanation_lines(one: Explanation) -> Iterator[str]:
    """The explanation as a person reads it, from where they are to what would change it."""
    head = {"household": one.household, "band": one.band_says}
    yield said(Message("{household}: {band}", head)) if one.band_says else one.household
    if one.now is None:
        yield from (f"  {said(reason)}" for reason in one.reasons)
    else:
        yield "  " + _in_a_line(one.now)
    if one.place_in_band is not None:
        place = {"place": one.place_in_band, "waiting": one.waiting_in_band}
        yield "  " + said(Message("place {place} of {waiting} who wait in this band", place))
    for offer in one.others:
        yield "  " + said(Message("free too: {offer}", {"offer": _in_a_line(offer)}))
    for offer in one.others_taken:
        yield "  " + said(Message("others have: {offer}", {"offer": _in_a_line(offer)}))
    yield "  " + said(Message("{sites} sites are lawful for them", {"sites": one.sites_lawful}))
    for removed in one.removed:
        line = {"rule": removed.rule.value, "sites": removed.sites, "rooms": removed.rooms}
        yield "  " + said(Message("the rule {rule} takes away {sites} sites ({rooms} rooms)", line))
    for message in one.would_change:
        yield "  " + said(Message("would change it: {what}", {"what": said(message)}))


def _in_a_line(offer: Offer) -> str:
    terms = ", ".join(said(term.says) for term in offer.terms)
    values = {
        "site": offer.site,
        "rooms": ";".join(offer.rooms),
        "points": f"{offer.points:g}",
        "price": f"{offer.price:.0f}",
        "terms": terms,
    }
    return said(Message("{site}, rooms {rooms}: {points} points ({terms}), price {price}", values))
