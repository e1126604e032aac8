"""The dense language model: PyTorch's own embedding, LSTM and linear layers."""

from dataclasses import dataclass

from torch import Tensor, nn

State = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class DenseSettings:
    """What makes a dense language model.

    Tied to an embedding narrower or wider than the hidden state, the output layer has a bottleneck
    before it: a linear layer `[embedding, hidden]` without a bias.
    """

    vocabulary: int
    embedding: int
    hidden: int
    layers: int = 2
    dropout: float = 0.0
    tied: bool = False

    @property
    def bottleneck(self) -> bool:
        """Whether a linear layer stands between the last hidden state and the output layer."""
        return self.tied and self.embedding != self.hidden

    @property
    def output_width(self) -> int:
        """Columns of the output layer."""
        return self.embedding if self.tied else self.hidden


def make_bottleneck(settings: DenseSettings) -> nn.Linear | None:
    """Return the linear layer before the output layer, if there is one."""
    if not settings.bottleneck:
        return None
    return nn.Linear(settings.hidden, settings.embedding, bias=False)


class DenseLanguageModel(nn.Module):
    """Embedding, stacked LSTM and output layer; state-dict names as the modules are called.

    With `tied`, the output layer's weight is the embedding's.
    """

    def __init__(self, settings: DenseSettings) -> None:
        super().__init__()
        self.settings = settings
        width = settings.embedding
        self.embedding = nn.Embedding(settings.vocabulary, width)
        between = settings.dropout if settings.layers > 1 else 0.0
        self.lstm = nn.LSTM(width, settings.hidden, settings.layers, dropout=between)
        self.output = nn.Linear(settings.output_width, settings.vocabulary)
        self.bottleneck = make_bottleneck(settings)
        self.dropout = nn.Dropout(settings.dropout)
        nn.init.uniform_(self.embedding.weight, -0.1, 0.1)
        nn.init.zeros_(self.output.bias)
        if settings.tied:
            self.output.weight = self.embedding.weight
        for name, parameter in self.lstm.named_parameters():
            if name.startswith("bias_ih"):
                # A forget gate that starts open: gates are i, f, g, o.
                nn.init.zeros_(parameter)
                nn.init.ones_(parameter[settings.hidden : 2 * settings.hidden])
            elif name.startswith("bias_hh"):
                nn.init.zeros_(parameter)

    def forward(self, tokens: Tensor, state: State | None) -> tuple[Tensor, State]:
        """Return what the output layer sees `[steps, batch, width]` and the new state."""
        embedded = self.dropout(self.embedding(tokens))
        hidden, (h, c) = self.lstm(embedded, state)
        seen = self.dropout(hidden)
        if self.bottleneck is not None:
            seen = self.bottleneck(seen)
        return seen, (h, c)

    def output_layer(self) -> tuple[Tensor, Tensor]:
        """Return the output layer's weight `[vocabulary, width]` and bias."""
        return self.output.weight, self.output.bias
