"""Every reason can be read in every language."""

from kinward import wiring
from kinward.web.casework_pages.reason_words import LEVELS, SENTENCES


def test_the_translations_know_every_sentence_and_every_level_of_the_evidence_table() -> None:
    comparisons = wiring.evidence_table().comparisons.values()
    assert {comparison.sentence for comparison in comparisons} == set(SENTENCES)
    assert {level.name for comparison in comparisons for level in comparison.levels} == set(LEVELS)
