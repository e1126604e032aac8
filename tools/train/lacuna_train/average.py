"""An exponential average of a model's parameters.

Where weights are rounded to few values, one near the middle between two goes to and fro with every
step, and the model with it; its average stays on one side. After Polyak and Juditsky, "Acceleration
of stochastic approximation by averaging" (1992).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn


class Average:
    """Holds the average of every parameter; `decay` of it stays at each step.

    The first steps count for more, so that what training began with is soon forgotten.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.model = model
        self.decay = decay
        self.values = {
            name: parameter.detach().clone() for name, parameter in model.named_parameters()
        }

    def update(self, step: int) -> None:
        """Take in the parameters after step number `step`, from 0."""
        stays = min(self.decay, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, parameter in self.model.named_parameters():
                # Models are moved to their device before the first step.
                value = self.values[name] = self.values[name].to(parameter.device)
                value.lerp_(parameter, 1 - stays)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Put the average into the model for as long as the context lasts."""
        own = {name: p.detach().clone() for name, p in self.model.named_parameters()}
        self._put(self.values)
        try:
            yield
        finally:
            self._put(own)

    def _put(self, values: dict[str, torch.Tensor]) -> None:
        with torch.no_grad():
            for name, parameter in self.model.named_parameters():
                parameter.copy_(values[name])
