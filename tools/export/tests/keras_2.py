"""A model of Keras 2, which the package `tf_keras` is today."""

from typing import Any

import tf_keras
from tf_keras import layers as kl

from agreement import FEATURES, TOKENS, UNITS, random


def keras_2_model() -> Any:
    """A bidirectional LSTM and a GRU, with random weights."""
    layers = [
        tf_keras.Input((None,)),
        kl.Embedding(TOKENS, FEATURES),
        kl.Bidirectional(kl.LSTM(UNITS, return_sequences=True)),
        kl.GRU(UNITS, return_sequences=True),
        kl.Dense(4, activation="tanh"),
    ]
    model = tf_keras.Sequential(layers)
    model.set_weights([random(w.shape, seed) for seed, w in enumerate(model.get_weights())])
    return model


def keras_2_code() -> Any:
    """A model that holds a function, which loading would run."""
    return tf_keras.Sequential(
        [
            tf_keras.Input((None, FEATURES)),
            kl.LSTM(UNITS, return_sequences=True),
            kl.Lambda(lambda values: values * 2),
        ]
    )
