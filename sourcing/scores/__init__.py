"""The article scores: labels counted by words (codebook section 7).

Every sentence outside the headline falls in exactly one `Basket`, and a share is the words of
one basket over the words of all claim baskets:

    claim words   named · org_official · anonymous · unnamed · document · unknown   attributed
                  vague · hedged                                                    hedged
                  asserted                                                          asserted
    other words   unattributed · hedged_opinion

So the nine claim shares add up to one. `unattributed_share` alone is over all words. In an
article without such words a share is 0.0 and its interval (0.0, 0.0).

The intervals answer: how far could the share lie from this if the model misread sentences as
often as its calibrated probabilities say, those of one voice together?

    baskets.py          where the words of a sentence go, known or probable
    intervals.py        how far a share could lie from the truth
    misreading.py       what is known about how the shipped model misreads
    shape.py            where a reader learns who speaks; what backs a headline
    own_voice.py        the writer's own words, reported and quoted ones left out
    article_scores.py   all the numbers of one article
"""

from sourcing.scores.article_scores import COUNTS, SHARES, Scores
from sourcing.scores.baskets import (
    BASKET_OF_TYPE,
    Basket,
    accountable,
    basket,
    basket_probabilities,
)
from sourcing.scores.intervals import CONFIDENCE, Interval

__all__ = [
    "BASKET_OF_TYPE",
    "CONFIDENCE",
    "COUNTS",
    "SHARES",
    "Basket",
    "Interval",
    "Scores",
    "accountable",
    "basket",
    "basket_probabilities",
]
