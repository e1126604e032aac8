"""The output layer and its cross-entropy as one function, a block of tokens at a time.

With ten thousand words the scores of a window are some 50 MB in float32, and most of a CPU's time
goes to moving them. In blocks they stay in the cache: each block's gradient is taken while its
scores are there, and kept in the precision of the products alone.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

_BLOCK_SCORES = 1 << 20


# The least probability that all classes a teacher does not name are taken to have together.
_LEAST_REST = 1e-6
# The least probability that a loss is taken of: a normal float32, so that its logarithm is finite.
# So a token's loss is 85.2 nats at most; its gradient is the exact one all the same.
_LEAST = 1e-37


@dataclass(frozen=True)
class SoftTargets:
    """What a teacher expects, and how much it counts.

    Of each token the most probable classes, `classes [n, k]` (int64), and their `probabilities
    [n, k]`; the others share what is left to 1, as one class that stands for them all.
    """

    classes: Tensor
    probabilities: Tensor
    strength: float

    def block(self, start: int, end: int) -> "SoftTargets":
        """Return what it expects of tokens `start` to `end`."""
        return SoftTargets(self.classes[start:end], self.probabilities[start:end], self.strength)

    def add_to(self, predicted: Tensor) -> tuple[Tensor, Tensor]:
        """Return the teacher's loss of probabilities `[n, classes]`, and the whole gradient.

        The loss is a sum over tokens. The gradient by the scores is that of the hard targets and
        the teacher together, but for the hard targets' own -1; it takes the probabilities' place.
        """
        found = predicted.gather(1, self.classes)
        loss = -(self.probabilities * found.clamp(min=_LEAST).log()).sum()
        share = torch.zeros_like(predicted[:, :1])
        if self.classes.shape[1] < predicted.shape[1]:
            expected = (1 - self.probabilities.sum(dim=1, keepdim=True)).clamp_(min=0)
            rest = (1 - found.sum(dim=1, keepdim=True)).clamp_(min=_LEAST_REST)
            loss -= (expected * rest.log()).sum()
            share = expected / rest
        gradient = predicted.mul_(1 + self.strength * (1 - share))
        named = (share * found).sub_(self.probabilities).mul_(self.strength)
        return self.strength * loss, gradient.scatter_add_(1, self.classes, named)


class OutputLoss(torch.autograd.Function):
    """Mean cross-entropy of `hidden [n, width]` through `weight [classes, width]` and `bias`.

    Gives the loss to minimize, in which soft targets count too, and the loss of the targets alone.
    """

    @staticmethod
    def forward(
        ctx: Any,
        hidden: Tensor,
        weight: Tensor,
        bias: Tensor,
        targets: Tensor,
        low: torch.dtype,
        soft: SoftTargets | None,
    ) -> tuple[Tensor, Tensor]:
        """Compute the losses, and the gradients along with them."""
        count, classes = hidden.shape[0], weight.shape[0]
        block = max(1, _BLOCK_SCORES // classes)
        if hidden.is_cuda:
            block *= 16
        weight_low = weight.to(low)
        hidden_low = hidden.to(low)
        gradients = torch.empty((count, classes), dtype=low, device=hidden.device)
        grad_bias = torch.zeros_like(bias, dtype=torch.float32)
        hard = torch.zeros((), device=hidden.device)
        total = torch.zeros((), device=hidden.device)
        for start in range(0, count, block):
            wanted = targets[start : start + block].unsqueeze(1)
            scores = torch.mm(hidden_low[start : start + block], weight_low.t()).float().add_(bias)
            gradient = torch.softmax(scores, dim=1)
            loss = -gradient.gather(1, wanted).clamp_(min=_LEAST).log_().sum()
            hard += loss
            total += loss
            if soft is not None:
                taught, gradient = soft.block(start, start + block).add_to(gradient)
                total += taught
            gradient.scatter_add_(1, wanted, torch.full_like(wanted, -1, dtype=gradient.dtype))
            grad_bias += gradient.sum(dim=0)
            gradients[start : start + block] = gradient
        grad_hidden = torch.mm(gradients, weight_low).float()
        grad_weight = torch.mm(gradients.t(), hidden_low).float()
        ctx.save_for_backward(grad_hidden, grad_weight, grad_bias)
        ctx.count = count
        hard /= count
        ctx.mark_non_differentiable(hard)
        return total / count, hard

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        """Scale the gradients that the forward pass computed."""
        grad_hidden, grad_weight, grad_bias = ctx.saved_tensors
        scale = gradients[0] / ctx.count
        return grad_hidden * scale, grad_weight * scale, grad_bias * scale, None, None, None


def output_loss(
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor,
    targets: Tensor,
    low: torch.dtype = torch.float32,
    soft: SoftTargets | None = None,
) -> tuple[Tensor, Tensor]:
    """Return the loss to minimize and the loss of the targets alone, both means over tokens."""
    total, hard = OutputLoss.apply(hidden, weight, bias, targets, low, soft)  # type: ignore[no-untyped-call]
    return total, hard
