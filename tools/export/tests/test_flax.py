"""Flax's own outputs, of Linen and NNX."""

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import linen, nnx, serialization

from agreement import FEATURES, STEPS, TOKENS, UNITS, check, check_gates, random
from flax_export import export_file, export_parameters
from layers import UnsupportedModelError

IDS = np.random.default_rng(3).integers(0, TOKENS, STEPS)
CELLS = ["LSTMCell", "OptimizedLSTMCell", "GRUCell"]


class Stack(linen.Module):
    """Two cells of a kind between an embedding and a dense layer."""

    kind: str
    activation: Any = None

    @linen.compact
    def __call__(self, tokens: Any) -> Any:
        hidden = linen.Embed(TOKENS, FEATURES)(tokens)
        for _ in range(2):
            hidden = linen.RNN(getattr(linen, self.kind)(UNITS))(hidden)
        scores = linen.Dense(4)(hidden)
        return self.activation(scores) if self.activation else scores


class BothWays(linen.Module):
    """A bidirectional layer of two cells."""

    kind: str

    @linen.compact
    def __call__(self, tokens: Any) -> Any:
        hidden = linen.Embed(TOKENS, FEATURES)(tokens)
        cells = [linen.RNN(getattr(linen, self.kind)(UNITS)) for _ in range(2)]
        return linen.Dense(4)(linen.Bidirectional(*cells)(hidden))


class StackNNX(nnx.Module):
    """The same in NNX, of one cell; or of two, in both directions."""

    def __init__(self, kind: str, is_bidirectional: bool) -> None:
        keys = nnx.Rngs(0)

        def cell() -> Any:
            return nnx.RNN(getattr(nnx, kind)(FEATURES, UNITS, rngs=keys))

        self.table = nnx.Embed(TOKENS, FEATURES, rngs=keys)
        self.layer = nnx.Bidirectional(cell(), cell()) if is_bidirectional else cell()
        self.head = nnx.Linear(UNITS * (1 + is_bidirectional), 4, rngs=keys)

    def __call__(self, tokens: Any) -> Any:
        return self.head(self.layer(self.table(tokens)))


def filled(tree: Any) -> Any:
    """The tree with random values, biases too, which Flax starts at zero."""
    leaves, shape = jax.tree.flatten(tree)
    values = [jnp.asarray(random(leaf.shape, seed)) for seed, leaf in enumerate(leaves)]
    return jax.tree.unflatten(shape, values)


def linen_case(module: Any) -> tuple[Any, Any]:
    variables = filled(module.init(jax.random.key(0), IDS[None]))
    return variables, np.asarray(module.apply(variables, IDS[None]))[0]


def nnx_case(kind: str, is_bidirectional: bool) -> tuple[Any, Any]:
    model = StackNNX(kind, is_bidirectional)
    parameters = filled(nnx.state(model, nnx.Param))
    nnx.update(model, parameters)
    return parameters, np.asarray(model(IDS[None]))[0]


@pytest.mark.parametrize("kind", CELLS)
def test_every_step_is_linens(kind: str, tmp_path: Path) -> None:
    variables, wanted = linen_case(Stack(kind))
    (tmp_path / "model.msgpack").write_bytes(serialization.to_bytes(variables))
    found = export_file(tmp_path / "model.msgpack")
    check(f"Flax Linen .msgpack: {kind}, stacked", found, IDS, wanted, tmp_path)
    check_gates(found, IDS, wanted, tmp_path)


@pytest.mark.parametrize("kind", CELLS)
def test_every_step_is_nnxs(kind: str, tmp_path: Path) -> None:
    parameters, wanted = nnx_case(kind, False)
    found = export_parameters(parameters)
    check(f"Flax NNX: {kind}", found, IDS, wanted, tmp_path)
    check_gates(found, IDS, wanted, tmp_path)


def test_names_in_an_npz_are_the_tree(tmp_path: Path) -> None:
    variables, wanted = linen_case(Stack("GRUCell", jnp.tanh))
    flat = {
        "/".join(key.key for key in path): np.asarray(values)
        for path, values in jax.tree_util.tree_leaves_with_path(variables["params"])
    }
    np.savez(tmp_path / "flat.npz", **flat)  # type: ignore[arg-type]
    chosen = "Embed_0,GRUCell_0,GRUCell_1,Dense_0:tanh"
    found = export_file(tmp_path / "flat.npz", chosen)
    check("Flax Linen .npz: GRUCell, Dense with tanh", found, IDS, wanted, tmp_path)


@pytest.mark.parametrize("kind", CELLS)
def test_both_directions_of_linen(kind: str, tmp_path: Path) -> None:
    variables, wanted = linen_case(BothWays(kind))
    chosen = f"Embed_0,{kind}_0+{kind}_1,Dense_0"
    found = export_parameters(variables, chosen)
    check(f"Flax Linen: {kind}, bidirectional", found, IDS, wanted, tmp_path)


@pytest.mark.parametrize("kind", CELLS)
def test_both_directions_of_nnx(kind: str, tmp_path: Path) -> None:
    parameters, wanted = nnx_case(kind, True)
    found = export_parameters(parameters)
    check(f"Flax NNX: {kind}, bidirectional", found, IDS, wanted, tmp_path)


def test_an_order_that_arrays_do_not_tell_is_asked_for() -> None:
    variables, _ = linen_case(Stack("LSTMCell"))
    parameters = dict(variables["params"])
    parameters["Dense_1"] = parameters["Dense_0"]
    with pytest.raises(UnsupportedModelError, match="--layers: Embed_0, LSTMCell_0, LSTMCell_1, "):
        export_parameters(parameters)
    with pytest.raises(UnsupportedModelError, match="no layer is called Dense_2"):
        export_parameters(parameters, "LSTMCell_0,Dense_2")


def test_what_makes_no_layer_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedModelError, match="LayerNorm_0/scale: an array of no layer"):
        export_parameters({"params": {"LayerNorm_0": {"scale": np.ones(3)}}})
    with pytest.raises(UnsupportedModelError, match="not a list"):
        export_parameters([1.0])
    (tmp_path / "no.msgpack").write_bytes(b"\xc1")
    with pytest.raises(UnsupportedModelError, match="no parameters in msgpack"):
        export_file(tmp_path / "no.msgpack")
