"""The dense language model: PyTorch's own embedding, LSTM and linear layers."""

from dataclasses import dataclass

from torch import Tensor, nn

State = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class DenseSettings:
    """What makes a dense language model."""

    vocabulary: int
    embedding: int
    hidden: int
    layers: int = 2
    dropout: float = 0.0
    tied: bool = False


class DenseLanguageModel(nn.Module):
    """Embedding, stacked LSTM and output layer; state-dict names as the modules are called.

    With `tied`, the output layer's weight is the embedding's, so both are `hidden` wide.
    """

    def __init__(self, settings: DenseSettings) -> None:
        super().__init__()
        self.settings = settings
        width = settings.hidden if settings.tied else settings.embedding
        self.embedding = nn.Embedding(settings.vocabulary, width)
        between = settings.dropout if settings.layers > 1 else 0.0
        self.lstm = nn.LSTM(width, settings.hidden, settings.layers, dropout=between)
        self.output = nn.Linear(settings.hidden, settings.vocabulary)
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
        """Return the last layer's hidden states `[steps, batch, hidden]` and the new state."""
        embedded = self.dropout(self.embedding(tokens))
        hidden, (h, c) = self.lstm(embedded, state)
        return self.dropout(hidden), (h, c)

    def output_layer(self) -> tuple[Tensor, Tensor]:
        """Return the output layer's weight `[vocabulary, hidden]` and bias."""
        return self.output.weight, self.output.bias
