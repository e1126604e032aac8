"""The training loop that every stage shares: truncated backpropagation, Adam, one cycle."""

import math
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from lacuna_train.average import Average
from lacuna_train.data import streams, windows
from lacuna_train.errors import TrainError
from lacuna_train.output_loss import SoftTargets, output_loss
from lacuna_train.run_folder import RunFolder

LayerStates = Any

# What products are computed in.
PRECISIONS = ("bfloat16", "float32")

# Within an epoch, so often is a checkpoint written.
CHECKPOINT_SECONDS = 300.0


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
    # Validate and keep an exponential average of the parameters, this much of it staying at each
    # step; 0: the parameters themselves.
    average: float = 0.0
    # Before each window so many of the streams, by chance, go on from a state of zeros.
    restart: float = 0.0


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
        hold: Callable[[], dict[str, Any]] | None = None,
        take_up: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        """`before_step` gets the share of the run that is done, 0 to 1, before each step.

        `penalty` is added to the loss; `observe` gives more to log after each epoch; `teacher`
        gives second targets for the inputs, with a state of its own; only an epoch after which
        `eligible` holds may be the best. What `hold` gives goes into each checkpoint, and
        `take_up` gets it before a resumed run's first step.
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
        self.hold = hold
        self.take_up = take_up
        self.held: dict[str, Any] | None = None
        self.optimizer = torch.optim.Adam(
            model.parameters(), lr=settings.rate, weight_decay=settings.weight_decay, fused=True
        )
        self.average = Average(model, settings.average) if settings.average else None
        self.step = self.steps = 0
        self.best = math.inf

    def fit(self, train: Tensor, validate: Tensor) -> float:
        """Train to the end; return the best validation loss (nats a token)."""
        settings = self.settings
        data = streams(train, settings.batch).to(self.device)
        self.steps = steps_of(train, settings)
        first, stale, inside = self._resume()
        clock = Clock(self.steps - self.step)
        for epoch in range(first, settings.epochs):
            if settings.patience and stale >= settings.patience:
                break
            if inside is None:
                # A seed for each epoch: a resumed run draws what an unbroken one does.
                torch.manual_seed(settings.seed * 1_000_003 + epoch)
                inside = Inside()
            epoch_begun = time.monotonic()
            loss = self._epoch(data, inside, epoch, stale, clock)
            inside = None
            with self.average.in_place() if self.average else nullcontext():
                found = evaluate(self.model, validate, self.device, settings.precision)
                counts = self.eligible() if self.eligible else True
                better = counts and found < self.best
                stale = 0 if better or not counts else stale + 1
                self.best = found if better else self.best
                if better:
                    best = {"model": self.model.state_dict(), "epoch": epoch, "validation": found}
                    self.folder.save("best.pt", best)
            self._save(epoch + 1, stale, None)
            entry = {
                "epoch": epoch + 1,
                "step": self.step,
                "trainLoss": round(loss, 5),
                "validationLoss": round(found, 5),
                "validationPerplexity": round(math.exp(found), 3),
                "seconds": round(time.monotonic() - epoch_begun, 1),
            } | (self.observe() if self.observe else {})
            self.folder.log(**entry)
            self._say(str(entry))
        return self.best

    def _save(self, epoch: int, stale: int, inside: "Inside | None") -> None:
        content: dict[str, Any] = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": epoch,
            "step": self.step,
            "best": self.best,
            "stale": stale,
        }
        if self.average:
            content["average"] = self.average.values
        if self.hold:
            content["held"] = self.hold()
        if inside is not None:
            content["inside"] = asdict(inside)
            content["random"] = torch.get_rng_state()
            if self.device.type == "cuda":
                content["cudaRandom"] = torch.cuda.get_rng_state(self.device)
        self.folder.save("checkpoint.pt", content)

    def _resume(self) -> tuple[int, int, "Inside | None"]:
        saved = self.folder.load("checkpoint.pt")
        if saved is None:
            return 0, 0, None
        self.model.load_state_dict(saved["model"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.step = saved["step"]
        self.best = saved["best"]
        self.held = saved.get("held")
        if self.average:
            self.average.values = saved["average"]
        if "inside" not in saved:
            return saved["epoch"], saved["stale"], None
        torch.set_rng_state(saved["random"])
        if self.device.type == "cuda" and "cudaRandom" in saved:
            torch.cuda.set_rng_state(saved["cudaRandom"], self.device)
        inside = Inside(**saved["inside"])
        inside.state = move(inside.state, self.device)
        inside.teacher_state = move(inside.teacher_state, self.device)
        return saved["epoch"], saved["stale"], inside

    def _epoch(
        self, data: Tensor, inside: "Inside", epoch: int, stale: int, clock: "Clock"
    ) -> float:
        settings = self.settings
        self.model.train()
        if self.take_up and self.held:
            self.take_up(self.held)
            self.held = None
        saved = time.monotonic()
        offset = inside.window * settings.length
        for inputs, targets in windows(data, settings.length, offset):
            done = self.step / max(self.steps, 1)
            for group in self.optimizer.param_groups:
                group["lr"] = settings.rate * one_cycle(done, settings.warmup)
            if self.before_step:
                self.before_step(done)
            inside.state = restarted(inside.state, settings.restart)
            self._step(inputs, targets, inside)
            self.step += 1
            inside.window += 1
            if left := clock.left(self.steps - self.step):
                loss = inside.total / inside.count
                self._say(f"step {self.step}/{self.steps}, loss {loss:.4f}, {left} left")
            if time.monotonic() - saved >= CHECKPOINT_SECONDS:
                saved = time.monotonic()
                self._save(epoch, stale, inside)
        return inside.total / inside.count

    def _step(self, inputs: Tensor, targets: Tensor, inside: "Inside") -> None:
        settings = self.settings
        model: Any = self.model
        with autocast(self.device, settings.precision):
            hidden, state = model(inputs, inside.state)
            weight, bias = model.output_layer()
        inside.state = move(state, self.device)
        soft: SoftTargets | None = None
        if self.teacher:
            soft, inside.teacher_state = self.teacher(inputs, inside.teacher_state)
        low = torch.bfloat16 if settings.precision == "bfloat16" else torch.float32
        flat = hidden.float().flatten(0, 1)
        loss, hard = output_loss(flat, weight, bias, targets.flatten(), low, soft)
        inside.total += float(hard) * targets.numel()
        inside.count += targets.numel()
        penalty = self.penalty() if self.penalty else None
        if penalty is not None:
            loss = loss + penalty
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), settings.clip_norm)
        if not bool(torch.isfinite(norm)):
            raise TrainError(f"step {self.step}: the gradient's norm is {float(norm)}")
        self.optimizer.step()
        if self.average:
            self.average.update(self.step)

    def _say(self, text: str) -> None:
        print(f"{self.folder.path.name}: {text}", file=sys.stderr, flush=True)


def steps_of(train: Tensor, settings: LoopSettings) -> int:
    """Return how many steps a run takes; a `TrainError` where the text is too short for one."""
    data = streams(train, settings.batch)
    return math.ceil((data.shape[0] - 1) / settings.length) * settings.epochs


@dataclass
class Inside:
    """How far an epoch has come."""

    window: int = 0
    state: LayerStates = None
    teacher_state: LayerStates = None
    total: float = 0.0
    count: int = 0


class Clock:
    """Tells the time left, at most every 20 seconds."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.begun = self.told = time.monotonic()

    def left(self, steps: int) -> str | None:
        """Return the time that the `steps` still to go will take, or nothing so soon after."""
        now = time.monotonic()
        if now - self.told < 20 or steps >= self.steps:
            return None
        self.told = now
        return f"{(now - self.begun) / (self.steps - steps) * steps / 60:.1f} min"


def one_cycle(done: float, warmup: float) -> float:
    """Return the learning rate's factor: a linear rise, then a cosine to 1% of the peak."""
    if done < warmup:
        return 0.04 + 0.96 * done / warmup
    share = min(1.0, (done - warmup) / (1 - warmup))
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * share))


def move(state: LayerStates, device: torch.device) -> LayerStates:
    """Return a state, however nested, on a device and cut from the graph."""
    if state is None:
        return None
    if isinstance(state, Tensor):
        return state.detach().to(device)
    if isinstance(state, int):
        return state
    return type(state)(move(part, device) for part in state)


def restarted(state: LayerStates, share: float) -> LayerStates:
    """Return a state `[layers, batch, width]`, however nested, with about `share` of the streams 0.

    A text begins with a state of zeros, and the streams of a training begin once an epoch: without
    more of it, a model with clipped gates may meet a first word that locks all its units open, out
    of which no later word takes it.
    """
    if state is None or share <= 0:
        return state

    def kept(part: LayerStates, stays: Tensor) -> LayerStates:
        if isinstance(part, Tensor):
            return torch.where(stays.to(part.device), part, torch.zeros_like(part))
        return type(part)(kept(inner, stays) for inner in part)

    first = state
    while not isinstance(first, Tensor):
        first = first[0]
    return kept(state, (torch.rand(first.shape[1]) >= share).unsqueeze(1))


def autocast(device: torch.device, precision: str) -> torch.autocast:
    """Return the context that computes products in `bfloat16`, or in `float32` as it is."""
    if precision not in PRECISIONS:
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
