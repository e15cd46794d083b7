"""The network: one encoder, one row of numbers a word, and the losses that teach it.

Row layout: `sourcing.heads`. Tags are scored by a linear-chain CRF (Lafferty et al. 2001) over
each layer; facets by attention pooling, several queries a facet; links by scaled dot products
against a "none" of zero.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoConfig, AutoModel, PretrainedConfig, PreTrainedModel

from sourcing.heads import (
    COLUMNS,
    FACETS,
    INSIDE,
    LAYERS,
    LINK_SIZE,
    LINKS,
    OUTSIDE,
    POOLING_HEADS,
    TAGS,
)
from sourcing.windows import SEGMENTS

IMPOSSIBLE = -1e4


class SourcingConfig(PretrainedConfig):
    """The encoder's configuration, as a plain dictionary, and the sizes of what stands on it."""

    model_type = "sourcing"

    def __init__(
        self,
        encoder: dict[str, Any] | None = None,
        hidden: int = 256,
        dropout: float = 0.1,
        **rest: Any,
    ) -> None:
        super().__init__(**rest)
        self.encoder = encoder or {}
        self.hidden = hidden
        self.dropout = dropout


class SourcingModel(PreTrainedModel):
    """ids, segments (batch, pieces) and rows (batch, words) -> (batch, words, heads.WIDTH)."""

    config_class = SourcingConfig

    def __init__(self, config: SourcingConfig) -> None:
        super().__init__(config)
        # Dropout inside the encoder costs CPUs the fused kernels; training masks words instead.
        changes = {
            "type_vocab_size": SEGMENTS,
            "attention_probs_dropout_prob": 0.0,
            "hidden_dropout_prob": 0.0,
        }
        encoder = AutoConfig.for_model(**{**config.encoder, **changes})
        self.encoder = AutoModel.from_config(encoder)
        self.encoder.pooler = None
        size = encoder.hidden_size
        self.dropout = nn.Dropout(config.dropout)
        self.tags = nn.Linear(size, COLUMNS["tags"].stop)
        self.facet_hidden = nn.Linear(size, config.hidden)
        widths = {name: POOLING_HEADS * (1 + len(classes)) for name, classes in FACETS.items()}
        self.facets = nn.Linear(config.hidden, sum(widths.values()))
        self.links = nn.Linear(size, len(LINKS) * LINK_SIZE)
        self.transitions = nn.Parameter(torch.zeros(len(LAYERS), len(TAGS), len(TAGS)))
        self.post_init()

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor, rows: Tensor) -> Tensor:
        states = self.states(ids, segments, mask)
        return self.heads(states.gather(1, rows.unsqueeze(-1).expand(-1, -1, states.shape[-1])))

    def rows(self, ids: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """The same for every word piece: (batch, pieces, heads.WIDTH)."""
        return self.heads(self.states(ids, segments, mask))

    def states(self, ids: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """The encoder's last layer, (batch, pieces, hidden)."""
        states: Tensor = self.encoder(
            input_ids=ids, token_type_ids=segments, attention_mask=mask
        ).last_hidden_state
        return states

    def heads(self, words: Tensor) -> Tensor:
        words = self.dropout(words)
        facets = self.facets(self.dropout(F.gelu(self.facet_hidden(words))))
        return torch.cat([self.tags(words), facets, self.links(words)], dim=-1)


def allowed(transitions: Tensor) -> Tensor:
    """Transition scores (layer, from, to) with outside -> inside forbidden."""
    ban = torch.zeros_like(transitions)
    ban[:, OUTSIDE, INSIDE] = IMPOSSIBLE
    return transitions + ban


def crf_loss(emissions: Tensor, gold: Tensor, transitions: Tensor, breaks: Tensor) -> Tensor:
    """Negative log-likelihood of the gold tags of each sequence.

    emissions (sequences, words, tags); gold (sequences, words), -1 where padded; transitions
    (sequences, from, to); breaks (sequences, words), true where a paragraph begins: there the
    chain starts anew, as after an outside tag.
    """
    valid = gold >= 0
    target = gold.clamp(min=0)
    start = transitions[:, OUTSIDE, :]
    log_total = emissions[:, 0] + start
    gold_score = log_total.gather(1, target[:, :1]).squeeze(1)
    picked = emissions.gather(2, target.unsqueeze(-1)).squeeze(-1)
    previous = torch.where(breaks[:, 1:], torch.full_like(target[:, 1:], OUTSIDE), target[:, :-1])
    sequence = torch.arange(len(gold), device=gold.device).unsqueeze(1)
    steps = picked[:, 1:] + transitions[sequence, previous, target[:, 1:]]
    gold_score = gold_score + (steps * valid[:, 1:]).sum(1)
    for t in range(1, emissions.shape[1]):
        inner = torch.logsumexp(log_total.unsqueeze(2) + transitions, dim=1)
        fresh = torch.logsumexp(log_total, dim=1, keepdim=True) + start
        step = torch.where(breaks[:, t : t + 1], fresh, inner) + emissions[:, t]
        log_total = torch.where(valid[:, t : t + 1], step, log_total)
    return torch.logsumexp(log_total, dim=1) - gold_score


def tag_loss(output: Tensor, batch: dict[str, Tensor], transitions: Tensor) -> Tensor:
    """CRF loss a word, summed over the layers; batch["tags"] (batch, layer, words), -1: no gold."""
    emissions = output[..., COLUMNS["tags"]].float()
    size = (len(output), -1, len(LAYERS), len(TAGS))
    emissions = emissions.reshape(size).transpose(1, 2)
    gold = batch["tags"]
    window, layer = torch.nonzero(gold[:, :, 0] >= 0, as_tuple=True)
    if not len(window):
        return emissions.sum() * 0
    losses = crf_loss(
        emissions[window, layer],
        gold[window, layer],
        allowed(transitions)[layer],
        batch["breaks"][window],
    )
    words = (gold >= 0).sum(dim=(0, 2)).clamp(min=1)
    return (losses / words[layer]).sum()


def pool(columns: Tensor, facet: str, inside: Tensor) -> Tensor:
    """Class scores (ranges, classes) of stretches of words.

    columns (ranges, words, the facet's width), inside (ranges, words) true for each stretch.
    """
    attention = columns[..., :POOLING_HEADS].masked_fill(~inside.unsqueeze(-1), IMPOSSIBLE)
    weights = attention.softmax(dim=1)
    values = columns[..., POOLING_HEADS:].unflatten(-1, (POOLING_HEADS, len(FACETS[facet])))
    return torch.einsum("rwh,rwhc->rc", weights, values)


def facet_losses(output: Tensor, batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """Cross-entropy by facet; batch[facet] (ranges, 3 + classes): window, begin, end, target."""
    words = torch.arange(output.shape[1], device=output.device)
    losses = {}
    for facet in FACETS:
        items = batch[facet]
        if not len(items):
            continue
        window, begin, end = items[:, :3].long().T
        inside = (words >= begin.unsqueeze(1)) & (words < end.unsqueeze(1))
        columns = output[..., COLUMNS[facet]].float().index_select(0, window)  # narrow, then copy
        losses[facet] = F.cross_entropy(pool(columns, facet, inside), items[:, 3:])
    return losses


def link_loss(output: Tensor, batch: dict[str, Tensor]) -> Tensor:
    """Cross-entropy over candidates and "none": each cue picks a source, each content a cue.

    batch[a + "_at"] (batch, spans): first word of each span, -1 where padded;
    batch["cue_source"] and batch["content_cue"]: index of the right candidate + 1, 0 for none.
    """
    cue_source = _pick(output, batch, ("cue", "source"))
    content_cue = _pick(output, batch, ("content", "cue"))
    return cue_source + content_cue


def _pick(output: Tensor, batch: dict[str, Tensor], kinds: tuple[str, str]) -> Tensor:
    asks, offers = kinds
    queries = _vectors(output, f"{asks}_to_{offers}", batch[f"{asks}_at"])
    keys = _vectors(output, f"{offers}_to_{asks}", batch[f"{offers}_at"])
    scores = queries @ keys.transpose(1, 2) / LINK_SIZE**0.5
    scores = scores.masked_fill((batch[f"{offers}_at"] < 0).unsqueeze(1), IMPOSSIBLE)
    scores = F.pad(scores, (1, 0))
    gold = batch[f"{asks}_{offers}"]
    return F.cross_entropy(
        scores.flatten(0, 1), gold.flatten(), ignore_index=-1, reduction="sum"
    ) / ((gold >= 0).sum().clamp(min=1))


def _vectors(output: Tensor, name: str, at: Tensor) -> Tensor:
    columns = output[..., COLUMNS[name]].float()
    return columns.gather(1, at.clamp(min=0).unsqueeze(-1).expand(-1, -1, LINK_SIZE))
