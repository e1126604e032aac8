"""What drops out while a model trains, and that nothing does when it does not."""

import argparse

import pytest
import torch

from lacuna_train.dense import DenseSettings
from lacuna_train.dropout import without_words
from lacuna_train.model import CompressibleLanguageModel
from lacuna_train.options import share


def test_a_word_is_out_wherever_it_stands() -> None:
    torch.manual_seed(2)
    tokens = torch.arange(50).repeat(2).view(10, 10)
    found = without_words(torch.ones(10, 10, 3), tokens, 50, 0.3)
    for word in range(50):
        values = found[tokens == word]
        assert torch.equal(values, values[:1, :1].expand_as(values))
    assert 0.1 < float((found == 0).float().mean()) < 0.5


def test_recurrent_weights_drop_out_in_training_only() -> None:
    torch.manual_seed(2)
    model = CompressibleLanguageModel(DenseSettings(20, 8, 8), "clipped")
    model.weight_dropout = 0.5
    model.train()
    dropped = model.lstm.used("weight_hh_l0")
    assert 0.3 < float((dropped == 0).float().mean()) < 0.7
    assert torch.equal(model.lstm.used("weight_ih_l0"), model.lstm.get_parameter("weight_ih_l0"))
    model.eval()
    assert torch.equal(model.lstm.used("weight_hh_l0"), model.lstm.get_parameter("weight_hh_l0"))


def test_words_stay_when_the_model_does_not_train() -> None:
    torch.manual_seed(2)
    model = CompressibleLanguageModel(DenseSettings(20, 8, 8), "clipped")
    tokens = torch.randint(20, (6, 3))
    model.eval()
    plain, _ = model(tokens, None)
    model.word_dropout = 0.5
    assert torch.equal(model(tokens, None)[0], plain)
    model.train()
    assert not torch.equal(model(tokens, None)[0], plain)


@pytest.mark.parametrize("text", ["-0.1", "1", "nan"])
def test_a_share_that_leaves_nothing_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        share(text)
