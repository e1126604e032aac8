import pytest
import torch
from torch import Tensor

from lacuna_train.dense import DenseLanguageModel, DenseSettings
from lacuna_train.encodings import choose
from lacuna_train.grouping import GROUPINGS, Grouping, kept_share, regroup, spaces


def scores(model: DenseLanguageModel, tokens: Tensor) -> Tensor:
    return torch.nn.functional.linear(model(tokens, None)[0], *model.output_layer())


@pytest.mark.parametrize(("tied", "width"), [(False, 16), (True, 16), (True, 24)])
@pytest.mark.parametrize("grouping", GROUPINGS)
def test_a_regrouped_model_computes_the_same(grouping: Grouping, tied: bool, width: int) -> None:
    torch.manual_seed(4)
    model = DenseLanguageModel(DenseSettings(20, width, 16, layers=2, tied=tied)).eval()
    torch.nn.init.normal_(model.output.bias)
    names = [name for name, value in model.named_parameters() if value.dim() == 2]
    encodings = choose(names, ["terms:2/8", "embedding=terms:2/8", "linear=terms:2/8"])
    state = {name: value.detach() for name, value in model.named_parameters()}
    moved = regroup(state, spaces(2, 16, width, tied=tied), encodings, grouping, trials=200)
    other = DenseLanguageModel(model.settings).eval()
    if tied:
        moved["output.weight"] = moved["embedding.weight"]
    other.load_state_dict(moved)
    tokens = torch.randint(20, (9, 3))
    expected = scores(model, tokens)
    torch.testing.assert_close(scores(other, tokens), expected)
    if grouping != "consecutive":
        assert not torch.equal(moved["lstm.weight_hh_l0"], state["lstm.weight_hh_l0"])


def test_a_chosen_grouping_spreads_large_columns() -> None:
    torch.manual_seed(4)
    model = DenseLanguageModel(DenseSettings(20, 16, 16, layers=1))
    with torch.no_grad():
        model.get_parameter("lstm.weight_hh_l0")[:, :8] *= 10
    encodings = choose(
        [name for name, value in model.named_parameters() if value.dim() == 2], ["terms:2/8"]
    )
    state = {name: value.detach() for name, value in model.named_parameters()}
    all_spaces = spaces(1, 16, 16, tied=False)
    chosen = regroup(state, all_spaces, encodings, "chosen", trials=500)
    assert kept_share(chosen, encodings) > kept_share(state, encodings) * 1.1
