"""silero-vad: the LSTM between the convolutions of a voice activity detector, in three forms."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.torch import load_file

from audio import recordings
from case import RECIPES, Case, Decide, Floats, Sequence
from fetching import fetch_package

REQUIREMENT = "silero-vad==6.2.3"
SAFETENSORS = "silero_vad/data/silero_vad_16k.safetensors"
SCRIPT = "silero_vad/data/silero_vad.jit"
GRAPH = "silero_vad/data/silero_vad_16k_sequence.onnx"
FRAME, CONTEXT = 512, 64
BEFORE, AFTER = "/Transpose_output_0", "/recurrent/LSTM_output_0"
LIMITS = {"dense": 1e-5, "rms": 0.02, "top1": 0.98}


def frames(samples: Floats) -> Floats:
    """Frames of 32 ms, each after the last 4 ms of the one before."""
    count = samples.size // FRAME
    padded = np.pad(samples[: count * FRAME], (CONTEXT, 0))
    return np.lib.stride_tricks.sliding_window_view(padded, FRAME + CONTEXT)[::FRAME]


def speech(weight: Floats, bias: Floats) -> Decide:
    """Whether the detector hears speech, from hidden states: ReLU, one unit, above a half."""
    return lambda states: np.maximum(states, 0) @ weight.ravel() + bias > 0


def cases(cache: Path) -> list[Case]:
    """All three."""
    return [from_safetensors(cache), from_torchscript(cache), from_onnx(cache)]


def from_safetensors(cache: Path) -> Case:
    """The release for tinygrad, run by PyTorch."""
    [path] = fetch_package(REQUIREMENT, {SAFETENSORS: None}, cache / "silero-vad")
    arrays = load_file(path)
    lstm = torch.nn.LSTM(128, 128)
    lstm.load_state_dict(
        {
            name: arrays["lstm_cell." + name.removesuffix("_l0")]
            for name, _ in lstm.named_parameters()
        }
    )
    sequences = []
    with torch.inference_mode():
        for samples in recordings(cache):
            features = encode(torch.tensor(frames(samples)), arrays)
            states, _ = lstm(features)
            sequences.append(Sequence(features.numpy(), states.numpy()))
    weight, bias = (arrays[f"final_conv.{part}"].numpy() for part in ("weight", "bias"))
    return Case(
        name="silero-vad 6.2.3",
        what="voice activity; its LSTM, fed by its convolutions",
        form="safetensors",
        licence="MIT",
        runtime="PyTorch",
        model=path,
        sequences=sequences,
        recipe=RECIPES / "silero-vad.json",
        decide=speech(weight, bias),
        limits=LIMITS,
    )


def encode(frames: torch.Tensor, arrays: dict[str, torch.Tensor]) -> torch.Tensor:
    """What the LSTM is fed: magnitudes of a short-time Fourier transform, four convolutions."""
    padded = torch.nn.functional.pad(frames[:, None], (0, CONTEXT), mode="reflect")
    spectrum = torch.nn.functional.conv1d(padded, arrays["stft_conv.weight"], stride=128)
    real, imaginary = spectrum.chunk(2, dim=1)
    hidden = (real**2 + imaginary**2).sqrt()
    for number, stride in enumerate((1, 2, 2, 1), start=1):
        weight, bias = (arrays[f"conv{number}.{part}"] for part in ("weight", "bias"))
        hidden = torch.relu(torch.nn.functional.conv1d(hidden, weight, bias, stride, padding=1))
    return hidden.squeeze(-1)


def from_torchscript(cache: Path) -> Case:
    """The package's own model, run by PyTorch's interpreter."""
    [path] = fetch_package(REQUIREMENT, {SCRIPT: None}, cache / "silero-vad")
    model = torch.jit.load(path)._model
    sequences = []
    with torch.inference_mode():
        for samples in recordings(cache):
            extracted = model.run_extractors(torch.tensor(frames(samples)))
            features = model.encoder(extracted).squeeze(-1)
            state, states = None, []
            for step in features:
                state = model.decoder.rnn(step[None], state)
                states.append(state[0][0].numpy())
            sequences.append(Sequence(features.numpy(), np.stack(states)))
    weight, bias = (
        model.state_dict()[f"decoder.decoder.2.{part}"].numpy() for part in ("weight", "bias")
    )
    return Case(
        name="silero-vad 6.2.3",
        what="voice activity; its LSTM, fed by its convolutions",
        form="PyTorch TorchScript `.jit`",
        licence="MIT",
        runtime="PyTorch",
        model=path,
        sequences=sequences,
        recipe=RECIPES / "silero-vad-torchscript.json",
        decide=speech(weight, bias),
        limits=LIMITS,
    )


def from_onnx(cache: Path) -> Case:
    """The batched graph, run by ONNX Runtime; its LSTM cut out by name for `lacuna convert`."""
    [path] = fetch_package(REQUIREMENT, {GRAPH: None}, cache / "silero-vad")
    graph = onnx.load(path)
    graph.graph.output.extend([onnx.ValueInfoProto(name=name) for name in (BEFORE, AFTER)])
    session = onnxruntime.InferenceSession(graph.SerializeToString())
    zero = np.zeros((1, 1, 128), np.float32)
    sequences = []
    for samples in recordings(cache):
        inputs = {"input": frames(samples), "h": zero, "c": zero}
        features, states = session.run([BEFORE, AFTER], inputs)
        sequences.append(Sequence(features[:, 0], states[:, 0, 0]))
    constants = {item.name: onnx.numpy_helper.to_array(item) for item in graph.graph.initializer}
    return Case(
        name="silero-vad 6.2.3",
        what="voice activity; its LSTM, fed by its convolutions",
        form="ONNX (cut out: one LSTM node)",
        licence="MIT",
        runtime="ONNX Runtime",
        model=cut(path, cache / "silero-vad" / "lstm.onnx"),
        sequences=sequences,
        decide=speech(constants["output.weight"], constants["output.bias"]),
        limits=LIMITS,
    )


def cut(path: Path, target: Path) -> Path:
    """The LSTM alone, from zero states."""
    onnx.utils.extract_model(str(path), str(target), [BEFORE, "h", "c"], [AFTER])
    model = onnx.load(target)
    [node] = [node for node in model.graph.node if node.op_type == "LSTM"]
    del node.input[5:]
    for name in ("h", "c"):
        model.graph.input.remove(next(item for item in model.graph.input if item.name == name))
    onnx.checker.check_model(model)
    onnx.save(model, target)
    return target
