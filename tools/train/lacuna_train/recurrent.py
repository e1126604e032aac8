"""Drop-in `LSTM` and `GRU` modules whose hidden units can be exactly zero.

They take and return what PyTorch's do (sequence first) and have the same parameters under the same
names, so state dicts go over as they are. `gates` is "clipped" or "smooth". With `rounded` set,
activations are rounded as the integer engine rounds them (spec/arithmetic.md), with gradients
passing straight through. `transform` stands between a stored parameter and the one used: masks and
quantization hang in there.
"""

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor, nn

from lacuna_train.clipped import HIDDEN_LIMIT, HIDDEN_SCALE, LSTMLayer
from lacuna_train.quantization import straight_through

Gates = Literal["clipped", "smooth"]
Transform = Callable[[str, Tensor], Tensor]


def unchanged(_name: str, parameter: Tensor) -> Tensor:
    """Return the parameter: the transform of an uncompressed model."""
    return parameter


class Recurrent(nn.Module):
    """What the two kinds share: parameters, stacking, dropout, and what is known of the units."""

    gate_count: int

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        *,
        dropout: float = 0.0,
        gates: Gates = "clipped",
    ) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.gates: Gates = gates
        self.rounded = False
        # Whether `excess` is computed (LSTM with clipped gates only).
        self.watched = False
        self.transform: Transform = unchanged
        self.dropout = nn.Dropout(dropout)
        # Of the last call, by layer: the penalized mean (with gradient), and the share of
        # hidden values that the engine would not skip; how far values lie beyond their lines.
        self.activity: list[Tensor] = []
        self.excess: list[Tensor] = []
        self.densities: list[Tensor] = []
        bound = hidden_size**-0.5
        for layer in range(num_layers):
            width = input_size if layer == 0 else hidden_size
            shapes = {
                f"weight_ih_l{layer}": (self.gate_count * hidden_size, width),
                f"weight_hh_l{layer}": (self.gate_count * hidden_size, hidden_size),
                f"bias_ih_l{layer}": (self.gate_count * hidden_size,),
                f"bias_hh_l{layer}": (self.gate_count * hidden_size,),
            }
            for name, shape in shapes.items():
                parameter = nn.Parameter(torch.empty(shape))
                nn.init.uniform_(parameter, -bound, bound)
                self.register_parameter(name, parameter)

    def used(self, name: str) -> Tensor:
        """Return a parameter as the layer uses it."""
        return self.transform(name, self.get_parameter(name))

    def observe(self, activity: Tensor, output: Tensor) -> None:
        """Note one layer's penalized mean and density."""
        self.activity.append(activity)
        with torch.no_grad():
            self.densities.append((output.abs() >= 0.5 / HIDDEN_SCALE).float().mean())


class LSTM(Recurrent):
    """As `torch.nn.LSTM`, sequence first, one direction. The penalty is on the output gates."""

    gate_count = 4

    def forward(
        self, x: Tensor, state: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Return `[steps, batch, hidden]` and the last (h, c), each `[layers, batch, hidden]`."""
        self.activity, self.densities, self.excess = [], [], []
        low = lowest_type(x.device)
        hidden: list[Tensor] = []
        cells: list[Tensor] = []
        for layer in range(self.num_layers):
            if state is None:
                h = x.new_zeros(x.shape[1], self.hidden_size, dtype=torch.float32)
                c = h
            else:
                h, c = state[0][layer], state[1][layer]
            output, last_h, last_c, output_gates, excess = LSTMLayer.apply(  # type: ignore[no-untyped-call]
                x,
                h,
                c,
                self.used(f"weight_ih_l{layer}"),
                self.used(f"weight_hh_l{layer}"),
                self.used(f"bias_ih_l{layer}") + self.used(f"bias_hh_l{layer}"),
                self.gates == "clipped",
                self.rounded,
                low,
                self.watched and self.training and self.gates == "clipped",
            )
            self.excess.append(excess)
            self.observe(output_gates.mean(), output)
            hidden.append(last_h)
            cells.append(last_c)
            x = self.dropout(output) if layer + 1 < self.num_layers else output
        return x, (torch.stack(hidden), torch.stack(cells))


class GRU(Recurrent):
    """As `torch.nn.GRU` (reset after), sequence first. The penalty is on the hidden magnitudes."""

    gate_count = 3

    def forward(self, x: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return `[steps, batch, hidden]` and the last state `[layers, batch, hidden]`."""
        self.activity, self.densities = [], []
        last: list[Tensor] = []
        for layer in range(self.num_layers):
            if state is None:
                h = x.new_zeros(x.shape[1], self.hidden_size, dtype=torch.float32)
            else:
                h = state[layer]
            output, h = self._layer(layer, x, h)
            self.observe(output.abs().mean(), output)
            last.append(h)
            x = self.dropout(output) if layer + 1 < self.num_layers else output
        return x, torch.stack(last)

    def _layer(self, layer: int, x: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        linear = nn.functional.linear
        from_input = linear(
            x, self.used(f"weight_ih_l{layer}"), self.used(f"bias_ih_l{layer}")
        ).float()
        recurrent = self.used(f"weight_hh_l{layer}")
        bias = self.used(f"bias_hh_l{layer}")
        shown = self.show(h)
        outputs: list[Tensor] = []
        for step in from_input.unbind(0):
            from_state = linear(shown, recurrent, bias).float()
            reset_in, update_in, candidate_in = torch.chunk(step, 3, dim=1)
            reset_h, update_h, candidate_h = torch.chunk(from_state, 3, dim=1)
            reset, update = self.gate(reset_in + reset_h), self.gate(update_in + update_h)
            candidate = self.candidate(candidate_in + reset * candidate_h)
            h = candidate + update * (h - candidate)
            if self.rounded:
                fine = 32768.0
                h = straight_through(h, (h * fine).round().clamp(1 - fine, fine - 1) / fine)
            shown = self.show(h)
            outputs.append(shown)
        return torch.stack(outputs), h.detach()

    def gate(self, x: Tensor) -> Tensor:
        """Return the sigmoid, or its clipped line."""
        return (x / 4 + 0.5).clamp(0, 1) if self.gates == "clipped" else x.sigmoid()

    def candidate(self, x: Tensor) -> Tensor:
        """Return the hyperbolic tangent, or its clipped line."""
        return x.clamp(-1, 1) if self.gates == "clipped" else x.tanh()

    def show(self, h: Tensor) -> Tensor:
        """Return the state as products see it: int8 when rounded."""
        if not self.rounded:
            return h
        return straight_through(
            h, ((h * HIDDEN_SCALE).round() / HIDDEN_SCALE).clamp(-HIDDEN_LIMIT, HIDDEN_LIMIT)
        )


def lowest_type(device: torch.device) -> torch.dtype:
    """Return the type that products are computed in here: autocast's, or float32."""
    if torch.is_autocast_enabled(device.type):
        return torch.get_autocast_dtype(device.type)
    return torch.float32
