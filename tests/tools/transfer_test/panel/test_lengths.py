"""Length taken out of a share: what it alone would give, and how sure that is."""

import math

import pytest

from velleity.tools.statistics.proportions.clustered_proportions import TooFewClusters
from velleity.tools.transfer_test.panel.lengths import (
    Sized,
    length_of,
    length_ratio,
    mean_ratio,
    share_at_equal_length,
)

RATIO = math.log(1.5)


def pairs(won: list[float], ratio: float = RATIO, each: int = 1) -> list[Sized]:
    """One item a number, with so many pairs."""
    return [Sized(f"i{at}", one, ratio) for at, one in enumerate(won) for _ in range(each)]


ALL, HALF = [1.0] * 12, [1.0, 0.0] * 6


def test_what_length_alone_would_give_is_taken_out() -> None:
    liked = share_at_equal_length(pairs([1.0] * 9 + [0.0] * 3), pairs([1.0] * 9 + [0.0] * 3))
    assert liked.by_length == pytest.approx(0.75)
    assert liked.share == pytest.approx(0.5)
    assert liked.interval.low < 0.5 < liked.interval.high


def test_a_panel_that_length_does_not_move_leaves_the_share_as_it_is() -> None:
    found = share_at_equal_length(pairs(ALL), pairs([0.5] * 12))
    assert (found.share, found.by_length) == (1.0, 0.5)
    assert found.interval.low > 0.5


def test_twice_the_logarithm_is_twice_the_slope() -> None:
    found = share_at_equal_length(pairs(HALF, 2 * RATIO), pairs([1.0] * 9 + [0.0] * 3))
    assert found.by_length == pytest.approx(0.9)  # odds of 3 to 1, squared


def test_shorter_texts_that_win_before_a_panel_that_likes_length_gain_by_it() -> None:
    found = share_at_equal_length(
        pairs([1.0] * 7 + [0.0] * 5, -RATIO), pairs([1.0] * 9 + [0.0] * 3)
    )
    assert found.share > 7 / 12


@pytest.mark.parametrize("each", [1, 10])
def test_where_the_longer_always_wins_nothing_is_left(each: int) -> None:
    found = share_at_equal_length(pairs(ALL, each=each), pairs(ALL, each=each))
    assert found.share == 0.5
    assert found.interval.low < 0.5


def test_without_pairs_that_differ_in_length_alone_every_slope_is_possible() -> None:
    none = share_at_equal_length(pairs(ALL), [])
    assert none.longer is None
    assert (none.share, none.interval.low < 0.5) == (1.0, True)
    alike = share_at_equal_length(pairs(ALL, ratio=0.0), [])
    assert alike.interval.low > 0.7  # no length to tell them apart by


def test_more_items_narrow_the_interval_and_more_pairs_of_the_same_hardly_do() -> None:
    def width(items: int, each: int) -> float:
        likes = [0.5] * items
        ends = share_at_equal_length(pairs([1.0] * items, each=each), pairs(likes)).interval
        return ends.high - ends.low

    assert width(48, 1) < 0.5 * width(12, 1)
    assert width(12, 10) == pytest.approx(width(12, 1))


def test_a_contrast_of_one_item_has_no_share() -> None:
    with pytest.raises(TooFewClusters):
        share_at_equal_length([Sized("one", 1.0, RATIO)], pairs(HALF))


def test_a_text_is_as_long_as_its_words_or_letters_where_words_are_not_parted() -> None:
    assert length_of("Three short words.") == 3
    assert length_of("ぼくは走る") == 6
    assert length_ratio("one two three", "one") == pytest.approx(math.log(2))


def test_a_mean_ratio_is_geometric_and_has_an_interval_over_items() -> None:
    found = mean_ratio([("a", math.log(2)), ("b", math.log(8)), ("b", math.log(8))])
    assert found is not None
    assert found.value == pytest.approx(4)
    assert found.low is not None
    assert found.low < 4
    assert mean_ratio([("a", 0.1), ("a", 0.2)]) is None
