"""Whatever the journal holds can be shown: words somebody typed are words, never a pattern to fill."""

import pytest

from kinward.model.problem import Message, as_typed
from kinward.web.shown import day, said


@pytest.mark.parametrize("written", ["22 September", "22-09-2023", "--13-45", "2023-09"])
def test_words_that_are_no_day_are_shown_as_they_stand(written: str) -> None:
    assert day(written) == written


@pytest.mark.parametrize("typed", ["a quiet place :-{", "{0}", "{name.__class__}", "} {", "{{both}}"])
def test_typed_words_are_shown_as_they_were_typed(typed: str) -> None:
    assert said(as_typed(typed)) == typed
    assert str(as_typed(typed)) == typed
    # As older decisions hold them: the words in the place of the sentence.
    assert said(Message(typed)) == typed
    assert str(Message(typed)) == typed
