"""The training loop that every stage shares: truncated backpropagation, Adam, one cycle."""

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from lacuna_train.data import streams, windows
from lacuna_train.errors import TrainError
from lacuna_train.output_loss import SoftTargets, output_loss
from lacuna_train.run_folder import RunFolder

LayerStates = Any


class LanguageModel(Protocol):
    """What the loop asks of a model, beside being an `nn.Module`."""

    def __call__(self, tokens: Tensor, state: LayerStates) -> tuple[Tensor, LayerStates]:
        """Return the last layer's output and the new state."""
        ...

    def output_layer(self) -> tuple[Tensor, Tensor]:
        """Return the weight and the bias that take the last layer's output to scores."""
        ...


@dataclass(frozen=True)
class LoopSettings:
    """How to train. `clip_norm` bounds the gradient's norm; `warmup` is a share of all steps."""

    epochs: int
    batch: int
    length: int
    rate: float
    warmup: float = 0.1
    clip_norm: float = 1.0
    weight_decay: float = 0.0
    precision: str = "bfloat16"
    seed: int = 1
    # Stop after this many epochs without a better validation loss; 0: never.
    patience: int = 0


class Trainer:
    """Train one model in one run folder, resuming where an earlier call stopped."""

    def __init__(
        self,
        model: nn.Module,
        settings: LoopSettings,
        folder: RunFolder,
        device: torch.device,
        before_step: Callable[[float], None] | None = None,
        penalty: Callable[[], Tensor | None] | None = None,
        observe: Callable[[], dict[str, Any]] | None = None,
        teacher: Callable[[Tensor, LayerStates], tuple[SoftTargets, LayerStates]] | None = None,
        eligible: Callable[[], bool] | None = None,
    ) -> None:
        """`before_step` gets the share of the run that is done, 0 to 1, before each step.

        `penalty` is added to the loss; `observe` gives more to log after each epoch; `teacher`
        gives second targets for the inputs, with a state of its own; only an epoch after which
        `eligible` holds may be the best.
        """
        self.model = model.to(device)
        self.settings = settings
        self.folder = folder
        self.device = device
        self.before_step = before_step
        self.penalty = penalty
        self.observe = observe
        self.teacher = teacher
        self.eligible = eligible
        self.optimizer = torch.optim.Adam(
            model.parameters(), lr=settings.rate, weight_decay=settings.weight_decay, fused=True
        )
        self.step = 0
        self.best = math.inf

    def fit(self, train: Tensor, validate: Tensor) -> float:
        """Train to the end; return the best validation loss (nats a token). Resumes by epoch."""
        settings = self.settings
        data = streams(train, settings.batch).to(self.device)
        steps = math.ceil((data.shape[0] - 1) / settings.length) * settings.epochs
        first, stale = self._resume()
        begun, begun_step = time.monotonic(), self.step
        for epoch in range(first, settings.epochs):
            # A fresh seed for each epoch, so that a resumed run draws what an unbroken one does.
            torch.manual_seed(settings.seed * 1_000_003 + epoch)
            epoch_begun = time.monotonic()
            loss = self._epoch(data, steps, begun, begun_step)
            found = evaluate(self.model, validate, self.device, settings.precision)
            counts = self.eligible() if self.eligible else True
            better = counts and found < self.best
            stale = 0 if better or not counts else stale + 1
            self.best = found if better else self.best
            state = self.model.state_dict()
            if better:
                self.folder.save("best.pt", {"model": state, "epoch": epoch, "validation": found})
            self.folder.save(
                "checkpoint.pt",
                {
                    "model": state,
                    "optimizer": self.optimizer.state_dict(),
                    "epoch": epoch,
                    "step": self.step,
                    "best": self.best,
                    "stale": stale,
                },
            )
            entry = {
                "epoch": epoch + 1,
                "step": self.step,
                "trainLoss": round(loss, 5),
                "validationLoss": round(found, 5),
                "validationPerplexity": round(math.exp(found), 3),
                "seconds": round(time.monotonic() - epoch_begun, 1),
            } | (self.observe() if self.observe else {})
            self.folder.log(**entry)
            print(f"{self.folder.path.name}: {entry}", file=sys.stderr, flush=True)
            if settings.patience and stale >= settings.patience:
                break
        return self.best

    def _resume(self) -> tuple[int, int]:
        saved = self.folder.load("checkpoint.pt")
        if saved is None:
            return 0, 0
        self.model.load_state_dict(saved["model"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.step = saved["step"]
        self.best = saved["best"]
        return saved["epoch"] + 1, saved["stale"]

    def _epoch(self, data: Tensor, steps: int, begun: float, begun_step: int) -> float:
        settings = self.settings
        self.model.train()
        model: Any = self.model
        total, count = 0.0, 0
        state: LayerStates = None
        teacher_state: LayerStates = None
        reported = time.monotonic()
        for inputs, targets in windows(data, settings.length):
            done = self.step / max(steps, 1)
            for group in self.optimizer.param_groups:
                group["lr"] = settings.rate * one_cycle(done, settings.warmup)
            if self.before_step:
                self.before_step(done)
            with autocast(self.device, settings.precision):
                hidden, state = model(inputs, state)
                weight, bias = model.output_layer()
            state = detach(state)
            soft: SoftTargets | None = None
            if self.teacher:
                soft, teacher_state = self.teacher(inputs, teacher_state)
            low = torch.bfloat16 if settings.precision == "bfloat16" else torch.float32
            flat = hidden.float().flatten(0, 1)
            loss, hard = output_loss(flat, weight, bias, targets.flatten(), low, soft)
            total += float(hard) * targets.numel()
            count += targets.numel()
            penalty = self.penalty() if self.penalty else None
            if penalty is not None:
                loss = loss + penalty
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            norm = nn.utils.clip_grad_norm_(self.model.parameters(), settings.clip_norm)
            if not bool(torch.isfinite(norm)):
                raise TrainError(f"step {self.step}: the gradient's norm is {float(norm)}")
            self.optimizer.step()
            self.step += 1
            now = time.monotonic()
            if now - reported >= 20:
                reported = now
                left = (now - begun) / (self.step - begun_step) * (steps - self.step)
                print(
                    f"{self.folder.path.name}: step {self.step}/{steps}, "
                    f"loss {total / count:.4f}, {left / 60:.1f} min left",
                    file=sys.stderr,
                    flush=True,
                )
        return total / count


def one_cycle(done: float, warmup: float) -> float:
    """Return the learning rate's factor: a linear rise, then a cosine to 1% of the peak."""
    if done < warmup:
        return 0.04 + 0.96 * done / warmup
    share = min(1.0, (done - warmup) / (1 - warmup))
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * share))


def detach(state: LayerStates) -> LayerStates:
    """Return a state, however nested, cut from the graph."""
    if isinstance(state, Tensor):
        return state.detach()
    return type(state)(detach(part) for part in state)


def autocast(device: torch.device, precision: str) -> torch.autocast:
    """Return the context that computes products in `bfloat16`, or in `float32` as it is."""
    if precision not in ("bfloat16", "float32"):
        raise TrainError(f"precision: expected bfloat16 or float32, found {precision}")
    return torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16")


def evaluate(
    model: nn.Module,
    tokens: Tensor,
    device: torch.device,
    precision: str = "float32",
    batch: int = 10,
    length: int = 128,
) -> float:
    """Return the mean loss in nats a token, the text read as `batch` parallel streams.

    With `batch` 1 every token but the first is predicted, each after all that stand before it.
    """
    model.eval()
    scorer: Any = model
    total, count = 0.0, 0
    state: LayerStates = None
    with torch.no_grad(), autocast(device, precision):
        for inputs, targets in windows(streams(tokens, batch).to(device), length):
            hidden, state = scorer(inputs, state)
            scores = nn.functional.linear(hidden, *scorer.output_layer()).flatten(0, 1).float()
            total += float(nn.functional.cross_entropy(scores, targets.flatten(), reduction="sum"))
            count += targets.numel()
    return total / count
