"""What a desk's form asks for and says."""

from tests.web.casework.conftest import SignedIn

from kinward.casework.ports import Outside


def test_a_roof_later_needs_the_day_from_which(at: SignedIn, outside: Outside) -> None:
    """Without one they once counted as waiting since they arrived."""
    refused = at("registrar").post("/register/", people="2", adults="2", lodging="later")
    assert refused.status_code == 422
    assert "no day says from when" in refused.content.decode()
    assert not outside.views.households()
    at("registrar").post(
        "/register/", people="2", adults="2", lodging="later", crossing="Goris", until="2099-10-05"
    )
    (line,) = outside.views.households()
    assert line.wants_roof
    assert line.wants_roof_from.startswith("2099-10-0")
