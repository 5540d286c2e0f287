"""Every sentence has its Armenian, with the same gaps, and the compiled tables are those of the sentences."""

import re
from collections.abc import Iterable

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from kinward import wiring
from kinward.house.explain import NOT_JUDGED, RULES, TERMS
from kinward.model.problem import Message
from kinward.web.shown import figure_words, number, said
from kinward.web.translations import (
    COMPLETE,
    LOCALE,
    files_of,
    gathered,
    merged,
    mo_text,
    po_text,
    untranslated,
)

LANGUAGES = sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir())


@pytest.mark.parametrize("language", COMPLETE)
def test_every_sentence_is_translated(language: str) -> None:
    assert untranslated(merged(gathered(), language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_are_gathered_and_compiled(language: str) -> None:
    catalogue = merged(gathered(), language)
    po, mo = files_of(language)
    assert po.read_bytes() == po_text(catalogue), "run python -m kinward.web.translations"
    assert mo.read_bytes() == mo_text(catalogue), "run python -m kinward.web.translations"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_gaps_of_its_sentence(language: str) -> None:
    for message in merged(gathered(), language):
        for sentence in _each(message.string):
            if message.id and sentence:
                assert _gaps(sentence) == _gaps(list(_each(message.id))[-1]), sentence


def test_the_core_speaks_through_message_and_both_ways_of_a_choice_are_sentences() -> None:
    sentences = {message.id for message in gathered()}
    assert {"nobody is counted", "write a whole number", "write a number"} <= sentences


def test_armenian_numbers_and_words_follow_armenian_habits() -> None:
    with translation.override("hy"):
        assert number(28120) == "28\u00a0120"
        assert figure_words(40000, "at_least", "people") == "առնվազն 40\u00a0000 մարդ"
        assert gettext("Whom are they looking for?") == "Ո՞ւմ են փնտրում"
        assert (
            ngettext("{count} household", "{count} households", 5).format(count=5) == "5 տնային տնտեսություն"
        )


def _each(words: str | Iterable[str] | None) -> Iterable[str]:
    return (words,) if isinstance(words, str) else tuple(words or ())


def _gaps(sentence: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|\{\w+\}|%%|<[^>]+>|(?<!\w)--[a-z-]+[a-z]", sentence))


def test_the_bands_of_the_shipped_policy_are_sentences_too() -> None:
    with translation.override("hy"):
        for band in wiring.housing_policy().bands:
            words = said(Message("band: {band}", {"band": band.says}))
            assert band.says not in words
            assert said(band.says) in words


def test_what_a_card_says_of_points_and_rules_is_translated() -> None:
    sentences = {message.id for message in gathered()}
    rules = [message.text for both in RULES.values() for message in both]
    told = [*rules, *(message.text for message in (*TERMS.values(), *NOT_JUDGED.values()))]
    assert sentences.issuperset(told)
