"""Dice: the published generator, one number per agent and question, the same in bulk and one by one."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation.phases.draws import uniform_pairs
from simulation.rules import dice as rules
from simulation.rules.dice import Dice, Question, identity_of, uniform, uniform_pair
from tests.rules.numbers import by_hand

FULL = 0xFFFFFFFF
DIE = Dice(seed=2016, draw=3, replication=1, quarter=7)
FIRM = np.uint64(identity_of(440604103000, 5, 0, 12))

KNOWN_ANSWERS = [  # Random123 1.14, kat_vectors, philox4x32 10 rounds: counter, key, output
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((FULL, FULL, FULL, FULL), (FULL, FULL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
@pytest.mark.parametrize("philox", [rules.philox, by_hand(rules.philox)], ids=["compiled", "plain"])
def test_the_generator_gives_the_published_answers(philox, counter, key, answer):
    words = philox(*(np.uint64(word) for word in (*counter, *key)))
    assert tuple(int(word) for word in words) == answer


def test_all_words_become_numbers_strictly_between_zero_and_one():
    share = by_hand(rules.share_of_words)  # steps of 2^-52, from the middle of the first to that of the last
    assert share(np.uint64(0), np.uint64(0)) == 2.0**-53
    assert share(np.uint64(FULL), np.uint64(FULL)) == 1.0 - 2.0**-53
    assert share(np.uint64(1 << 31), np.uint64(0)) == pytest.approx(0.5)


def test_many_are_answered_as_each_would_be():
    firms = np.array([identity_of(440604103000, s, b, k) for s, b, k in itertools.product(range(14), (0, 9), range(5))])
    firms = firms.astype(np.uint64)
    together = uniform_pairs(DIE, int(Question.GROWTH), firms)
    one_by_one = [uniform_pair(DIE, int(Question.GROWTH), firm) for firm in firms]
    assert together.T.tolist() == [list(pair) for pair in one_by_one]


def test_a_single_number_is_the_first_of_the_pair():
    assert uniform(DIE, int(Question.EXIT), FIRM) == uniform_pair(DIE, int(Question.EXIT), FIRM)[0]


@pytest.mark.parametrize(
    ("die", "question", "firm"),
    [
        (DIE._replace(seed=2017), Question.GROWTH, FIRM),
        (DIE._replace(draw=4), Question.GROWTH, FIRM),
        (DIE._replace(replication=2), Question.GROWTH, FIRM),
        (DIE._replace(replication=rules.BIRTH), Question.GROWTH, FIRM),
        (DIE._replace(replication=rules.REFERENCE), Question.GROWTH, FIRM),
        (DIE._replace(quarter=8), Question.GROWTH, FIRM),
        (DIE, Question.RESEARCH, FIRM),
        (DIE, Question.GROWTH, FIRM + np.uint64(1)),
        (DIE, Question.GROWTH, FIRM + np.uint64(1 << 40)),
    ],
    ids=["seed", "draw", "replication", "birth", "reference", "quarter", "question", "firm", "town"],
)
def test_every_part_of_the_key_changes_the_answer(die, question, firm):
    usual, other = uniform_pair(DIE, int(Question.GROWTH), FIRM), uniform_pair(die, int(question), firm)
    assert usual[0] != other[0]
    assert usual[1] != other[1]


def test_no_two_questions_share_a_number_or_a_quarter():
    numbers = [int(question) for question in Question]
    assert len(set(numbers)) == len(Question.__members__)
    assert rules.QUARTERS_PER_QUESTION > 20
    assert max(numbers) * rules.QUARTERS_PER_QUESTION < 2**32


def test_dice_are_even_and_their_pairs_and_neighbours_unrelated():
    # Five tests at 1 in 1,000 each: a right generator fails one seed in 200; this seed is fixed.
    a, b = uniform_pairs(DIE, int(Question.GROWTH), np.arange(50_000, dtype=np.uint64))
    nexts = uniform_pairs(DIE._replace(quarter=8), int(Question.GROWTH), np.arange(50_000, dtype=np.uint64))[0]
    assert stats.kstest(a, "uniform").pvalue > 0.001
    assert stats.kstest(b, "uniform").pvalue > 0.001
    for one, other in ((a, b), (a[:-1], a[1:]), (a, nexts)):
        assert stats.pearsonr(one, other).pvalue > 0.001


@given(st.integers(10**11, 536_870_911_999), st.integers(0, 13), st.integers(0, 20), st.integers(0, 2**25 - 1))
def test_an_identity_holds_town_sector_birth_and_ordinal_apart(code, sector, birth, ordinal):
    identity = identity_of(code, sector, birth, ordinal)
    assert identity < 2**64
    parts = (identity >> 35, identity >> 31 & 15, identity >> 25 & 63, identity & (2**25 - 1))
    assert parts == (code // 1000, sector, birth, ordinal)
