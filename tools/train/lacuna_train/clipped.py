"""One LSTM layer over a sequence, with clipped or smooth gates, rounded or not, as one function.

A loop over time steps written as an ordinary module spends most of its time on bookkeeping; as
one function with its own gradient, the products that do not depend on the step before are single
large ones, and each step is a dozen operations.
"""

from typing import Any

import torch
from torch import Tensor

# Formats of spec/arithmetic.md.
HIDDEN_SCALE = 128.0
HIDDEN_LIMIT = 127.0 / 128.0
CELL_SCALE = 2048.0
CELL_LIMIT = 16.0

# Beyond these, to either side, the lines of clip(x/4 + 1/2, 0, 1) and clip(x, -1, 1) are flat.
SIGMOID_LIMIT = 2.0
TANH_LIMIT = 1.0


class LSTMLayer(torch.autograd.Function):
    """Hidden states, last hidden and cell state, and output gates of one layer.

    Inputs: `x [steps, batch, input]`, `h [batch, hidden]`, `c [batch, hidden]`, weights
    `[4·hidden, input]` and `[4·hidden, hidden]` in the order i, f, g, o, `bias [4·hidden]`.
    With `clipped`: sigmoid is clip(x/4 + 1/2, 0, 1), tanh is clip(x, -1, 1). With `rounded`, the
    hidden state is rounded to Q0.7 and the cell to Q4.11, and gradients pass through the rounding.
    `low` is the type in which products are computed. With `watched`, which needs `clipped`, the
    last output is the excess: how far cells, and what goes into i, f and g, lie beyond the ends of
    their lines, summed over these four, averaged over units, steps and streams; otherwise 0.
    """

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        h: Tensor,
        c: Tensor,
        input_weight: Tensor,
        recurrent_weight: Tensor,
        bias: Tensor,
        clipped: bool,
        rounded: bool,
        low: torch.dtype,
        watched: bool,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Run the layer; gradients go to everything but the states."""
        steps, batch, _ = x.shape
        hidden = h.shape[1]
        x_low, input_low = x.to(low), input_weight.to(low)
        recurrent_low = recurrent_weight.to(low)
        pre = torch.matmul(x_low, input_low.t()).float().add_(bias)
        recurrent_transposed = recurrent_low.t()
        states = torch.empty(steps + 1, batch, hidden, dtype=low, device=x.device)
        cells = torch.empty(steps + 1, batch, hidden, device=x.device)
        states[0], cells[0] = h, c
        output = torch.empty(steps, batch, hidden, device=x.device)
        raw = torch.empty(steps, batch, 3 * hidden if watched else 0, device=x.device)
        for t in range(steps):
            p = pre[t].add_(torch.mm(states[t], recurrent_transposed))
            i, f, g, o = torch.split(p, hidden, dim=1)
            if watched:
                raw[t] = p[:, : 3 * hidden]
            if clipped:
                i.mul_(0.25).add_(0.5).clamp_(0, 1)
                f.mul_(0.25).add_(0.5).clamp_(0, 1)
                g.clamp_(-1, 1)
                o.mul_(0.25).add_(0.5).clamp_(0, 1)
            else:
                i.sigmoid_()
                f.sigmoid_()
                g.tanh_()
                o.sigmoid_()
            cell = torch.mul(f, cells[t], out=cells[t + 1]).addcmul_(i, g)
            if rounded:
                cell.mul_(CELL_SCALE).round_().mul_(1 / CELL_SCALE)
                cell.clamp_(-CELL_LIMIT, CELL_LIMIT)
            squashed = cell.clamp(-1, 1) if clipped else cell.tanh()
            shown = torch.mul(o, squashed, out=output[t])
            if rounded:
                shown.mul_(HIDDEN_SCALE).round_().mul_(1 / HIDDEN_SCALE)
                shown.clamp_(-HIDDEN_LIMIT, HIDDEN_LIMIT)
            states[t + 1] = shown
        excess, beyond = _excess(raw, cells[1:]) if watched else (pre.new_zeros(()), raw)
        # The pre-activations were overwritten by the gates.
        ctx.save_for_backward(x_low, input_low, recurrent_low, pre, states, cells, beyond)
        ctx.clipped, ctx.hidden, ctx.watched = clipped, hidden, watched
        last_h, last_c = output[-1].clone(), cells[-1].clone()
        ctx.mark_non_differentiable(last_h, last_c)
        return output, last_h, last_c, pre[:, :, 3 * hidden :].clone(), excess

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Tensor | None, ...]:
        """Return the gradients of x, the weights and the bias."""
        grad_output, grad_gates, grad_excess = gradients[0], gradients[3], gradients[4]
        x, input_weight, recurrent_weight, gates, states, cells, beyond = ctx.saved_tensors
        hidden, clipped = ctx.hidden, ctx.clipped
        steps, batch, _ = x.shape
        low = x.dtype
        assert grad_output is not None
        grad_pre = torch.empty_like(gates)
        # All derivatives with respect to the pre-activations in a few large operations.
        i, f, g, o = torch.split(gates, hidden, dim=2)
        if clipped:
            slope = ((gates > 0) & (gates < 1)).float().mul_(0.25)
            slope[:, :, 2 * hidden : 3 * hidden] = (g.abs() < 1).float()
            squashed = cells[1:].clamp(-1, 1)
            cell_slope = o * (cells[1:].abs() < 1)
        else:
            slope = gates * (1 - gates)
            slope[:, :, 2 * hidden : 3 * hidden] = 1 - g * g
            squashed = cells[1:].tanh()
            cell_slope = o * (1 - squashed * squashed)
        # d(cell)/d(pre) of i, f, g, and d(hidden)/d(pre) of o.
        slope[:, :, :hidden] *= g
        slope[:, :, hidden : 2 * hidden] *= cells[:-1]
        slope[:, :, 2 * hidden : 3 * hidden] *= i
        output_slope = slope[:, :, 3 * hidden :]
        if grad_gates is not None:
            gate_part = output_slope * grad_gates
        output_slope *= squashed
        pushed = ctx.watched and grad_excess is not None
        if pushed:
            share = grad_excess / cells[1:].numel()
            gate_push = beyond * share
            cell_push = _beyond(cells[1:], TANH_LIMIT).sign_() * share
        grad_cell = torch.zeros(batch, hidden, device=x.device)
        grad_hidden = grad_output[-1]
        for t in range(steps - 1, -1, -1):
            grad_cell.addcmul_(grad_hidden, cell_slope[t])
            if pushed:
                grad_cell.add_(cell_push[t])
            current = grad_pre[t]
            three = (batch, 3, hidden)
            torch.mul(
                slope[t, :, : 3 * hidden].view(three),
                grad_cell.unsqueeze(1),
                out=current[:, : 3 * hidden].view(three),
            )
            last = torch.mul(output_slope[t], grad_hidden, out=current[:, 3 * hidden :])
            if grad_gates is not None:
                last.add_(gate_part[t])
            if pushed:
                current[:, : 3 * hidden].add_(gate_push[t])
            if t > 0:
                grad_cell.mul_(f[t])
                grad_hidden = torch.mm(current.to(low), recurrent_weight).float()
                grad_hidden += grad_output[t - 1]
        flat = grad_pre.to(low).flatten(0, 1)
        grad_x = (
            torch.mm(flat, input_weight).float().view_as(x) if ctx.needs_input_grad[0] else None
        )
        transposed = flat.t()
        return (
            grad_x,
            None,
            None,
            torch.mm(transposed, x.flatten(0, 1)).float(),
            torch.mm(transposed, states[:-1].flatten(0, 1)).float(),
            grad_pre.sum(dim=(0, 1)),
            None,
            None,
            None,
            None,
        )


def _excess(raw: Tensor, cells: Tensor) -> tuple[Tensor, Tensor]:
    """Return the excess, and the side on which each of `raw` is beyond its line's end, or 0."""
    hidden = cells.shape[2]
    limits = torch.full((3 * hidden,), SIGMOID_LIMIT, device=raw.device)
    limits[2 * hidden :] = TANH_LIMIT
    beyond = _beyond(raw, limits)
    total = beyond.abs().sum() + _beyond(cells, TANH_LIMIT).abs().sum()
    return total / cells.numel(), beyond.sign_()


def _beyond(values: Tensor, limit: Tensor | float) -> Tensor:
    """Return how far each value is beyond its line's end, with its side's sign."""
    return values - values.clamp(-limit, limit)  # type: ignore[arg-type]
