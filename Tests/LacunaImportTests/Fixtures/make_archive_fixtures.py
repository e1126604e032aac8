"""Writes the fixtures of pytorch/ with PyTorch and safetensors. Run it here:

python3 make_archive_fixtures.py

Elements come from the formula of make_fixtures.py; expected outputs are what PyTorch computes.
"""

import argparse
import io
import pathlib
import tarfile
import tempfile
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from make_fixtures import HERE, values

FOLDER = HERE / "pytorch"
TOKENS = torch.tensor([[3, 1, 4, 1, 5, 0, 2, 6, 5, 3]])


def tensor(seed: int, *shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.from_numpy(values(seed, *shape)).to(dtype)


class LanguageModel(nn.Module):
    """An embedding, a recurrent layer and a linear one, with buffers of both kinds."""

    def __init__(self, recurrent: type[nn.LSTM] | type[nn.GRU]) -> None:
        super().__init__()
        self.embedding = nn.Embedding(7, 4)
        self.rnn = recurrent(4, 5, batch_first=True)
        self.output = nn.Linear(5, 7)
        self.register_buffer("kept", tensor(90, 2))
        self.register_buffer("temporary", tensor(91, 2), persistent=False)

    def forward(self, tokens: Tensor) -> Tensor:
        hidden, _ = self.rnn(self.embedding(tokens))
        return self.output(hidden)


def model(recurrent: type[nn.LSTM] | type[nn.GRU]) -> LanguageModel:
    made = LanguageModel(recurrent)
    with torch.no_grad():
        for index, parameter in enumerate(made.parameters()):
            parameter.copy_(tensor(100 + index, *parameter.shape))
    return made.eval()


def types() -> dict[str, Tensor]:
    dtypes = [torch.float16, torch.bfloat16, torch.float32, torch.float64]
    arrays = {
        str(dtype).removeprefix("torch."): tensor(seed, 3, 4, dtype=dtype)
        for seed, dtype in enumerate(dtypes)
    }
    arrays["scalar"] = torch.tensor(0.5)
    arrays["empty"] = torch.zeros(0, 3)
    arrays["int64"] = torch.tensor([1, 2])
    return arrays


def views() -> dict[str, Tensor]:
    """Tensors that are not the whole of their storage, in order."""
    flat = tensor(10, 40)
    cube = tensor(11, 2, 3, 4)
    return {
        "first": flat[:12].view(3, 4),
        "second": flat[12:28].view(4, 4),
        "second_again": flat[12:28].view(4, 4),
        "transposed": flat[12:28].view(4, 4).T,
        "columns": flat.view(8, 5)[:, 1:4],
        "every_other": flat[::2],
        "permuted": cube.permute(2, 0, 1),
        "expanded": torch.ones(1, 3).expand(1000, 3),
        "parameter": nn.Parameter(tensor(12, 2, 2)),
        "uint16": torch.tensor([1, 2], dtype=torch.uint16),
    }


def rewrite(
    source: Path, target: Path, *, compression: int = zipfile.ZIP_STORED, swapped: bool = False
) -> None:
    """Copies an archive member by member, deflated or in the other byte order.

    TorchScript's debugging members are left out: they have the paths of the machine's sources.
    """
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w", compression) as written:
        for name in read.namelist():
            if name.endswith(".debug_pkl") or "/traced_inputs" in name:
                continue
            data = read.read(name)
            if swapped and name.endswith("/byteorder"):
                data = b"big"
            elif swapped and "/data/" in name:
                data = np.frombuffer(data, "<f4").astype(">f4").tobytes()
            info = zipfile.ZipInfo(name)
            info.compress_type = compression
            written.writestr(info, data)


def save_script(script: torch.jit.ScriptModule, path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / path.name
        script.save(str(saved))
        rewrite(saved, path)
    torch.jit.load(str(path))


def legacy_tar(path: Path) -> None:
    """The member names of the oldest format; the rest of it does not matter."""
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as archive:
        for name in ["sys_info", "pickle", "storages", "tensors"]:
            info = tarfile.TarInfo(name)
            info.size = 4
            archive.addfile(info, io.BytesIO(b"none"))


def checkpoint(made: LanguageModel) -> dict[str, object]:
    """What training loops keep beside the weights."""
    optimizer = torch.optim.Adam(made.parameters())
    made(TOKENS).sum().backward()
    optimizer.step()
    for index, parameter in enumerate(made.parameters()):
        parameter.data.copy_(tensor(100 + index, *parameter.shape))
    return {
        "epoch": 3,
        "model": made.state_dict(),
        "optimizer": optimizer.state_dict(),
        "arguments": argparse.Namespace(rate=0.1, sizes=[4, 5], folder=pathlib.Path("runs")),
        "loss": np.float64(0.25),
        "history": [1.5, 1.25],
        "rng": torch.get_rng_state(),
    }


def main() -> None:
    torch.manual_seed(0)
    FOLDER.mkdir(exist_ok=True)
    expected: dict[str, np.ndarray] = {"tokens": TOKENS[0].numpy().astype("<f4")}
    for name, kind in [("lstm", nn.LSTM), ("gru", nn.GRU)]:
        made = model(kind)
        with torch.no_grad():
            expected[name] = made(TOKENS)[0].numpy()
        torch.save(made.state_dict(), FOLDER / f"{name}_state.pt")
        torch.save(made, FOLDER / f"{name}_module.pt")
        save_script(torch.jit.script(made), FOLDER / f"{name}_script.pt")
    lstm = model(nn.LSTM)
    for protocol in (3, 4, 5):
        torch.save(lstm, FOLDER / f"lstm_protocol_{protocol}.pt", pickle_protocol=protocol)
    save_script(torch.jit.trace(lstm, TOKENS), FOLDER / "lstm_trace.pt")
    save_script(torch.jit.freeze(torch.jit.script(lstm)), FOLDER / "lstm_frozen.pt")
    np.savez(FOLDER / "expected.npz", **expected)

    torch.save(types(), FOLDER / "types.pt")
    torch.save(views(), FOLDER / "views.pt")
    torch.save(OrderedDict(w=tensor(1, 2, 3), b=tensor(2, 3)), FOLDER / "small.pt")
    torch.save(checkpoint(model(nn.LSTM)), FOLDER / "checkpoint.pt")
    quantized = torch.quantize_per_tensor(tensor(1, 2), 0.1, 0, torch.qint8)
    torch.save({"w": quantized}, FOLDER / "quantized.pt")
    torch.serialization.set_crc32_options(False)
    torch.save({"w": tensor(1, 2, 3)}, FOLDER / "no_checksum.pt")
    torch.serialization.set_crc32_options(True)
    rewrite(FOLDER / "lstm_state.pt", FOLDER / "deflated.pt", compression=zipfile.ZIP_DEFLATED)
    rewrite(FOLDER / "lstm_state.pt", FOLDER / "big_endian.pt", swapped=True)
    swapped = torch.load(FOLDER / "big_endian.pt")
    assert all(torch.equal(swapped[name], t) for name, t in lstm.state_dict().items())
    torch.save(lstm.state_dict(), FOLDER / "stacked.pt", _use_new_zipfile_serialization=False)
    legacy_tar(FOLDER / "legacy.tar")

    state = {name: t for name, t in lstm.state_dict().items() if name != "kept"}
    save_file(state, HERE / "lstm.safetensors", metadata={"format": "pt"})
    save_file(types(), HERE / "types.safetensors")


if __name__ == "__main__":
    main()
