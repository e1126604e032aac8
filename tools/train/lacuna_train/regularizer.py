"""The penalty that turns hidden units off, by a fixed strength or towards a target density."""

from dataclasses import dataclass, field

from torch import Tensor

from lacuna_train.recurrent import Recurrent


@dataclass
class Regularizer:
    """Adds `strength` times each layer's mean activity to the loss.

    With a `target` density the strength is each layer's own and moves a little with every step:
    up while the layer is denser than the target, down while it is sparser.
    """

    strength: float
    target: float | None = None
    gain: float = 0.05
    limit: float = 2.0
    strengths: list[float] = field(default_factory=list)

    def penalty(self, layers: Recurrent) -> Tensor:
        """Return the penalty of the last call of `layers`, and adapt."""
        if len(self.strengths) != layers.num_layers:
            self.strengths = [self.strength] * layers.num_layers
        if self.target is not None:
            floor = 1e-4
            for layer, density in enumerate(layers.densities):
                distance = float(density) - self.target
                moved = max(self.strengths[layer], floor) * (1 + self.gain * distance)
                self.strengths[layer] = min(moved, self.limit)
        total = layers.activity[0] * self.strengths[0]
        for strength, activity in zip(self.strengths[1:], layers.activity[1:], strict=True):
            total = total + strength * activity
        return total
