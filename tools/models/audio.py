"""Recorded speech from Debian's package alsa-utils: `Front_Center.wav` and others."""

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

from case import Floats
from fetching import fetch_debian

NAMES = ("Front_Center", "Front_Left", "Rear_Right", "Side_Left", "Noise")
RATE = 16000


def recordings(cache: Path) -> list[Floats]:
    """Mono samples from -1 to 1, 16 kHz: four voices and a noise."""
    folder = "usr/share/sounds/alsa"
    return [read(fetch_debian("alsa-utils", f"{folder}/{name}.wav", cache)) for name in NAMES]


def read(path: Path) -> Floats:
    """A 48 kHz file at a third of its rate, through a windowed sinc."""
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        assert (file.getframerate(), file.getnchannels()) == (3 * RATE, 1)
    reach = np.arange(-48, 49)
    filtered = np.convolve(samples, np.sinc(reach / 3) / 3 * np.hanning(reach.size), "same")
    return filtered[::3].astype(np.float32)


def mel_energies(samples: Floats, bands: int = 40) -> Floats:
    """Power in mel bands `[frames, bands]`: 25 ms windows each 10 ms, Slaney's scale and area."""
    size, hop = RATE * 25 // 1000, RATE * 10 // 1000
    padded = np.pad(samples, size // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    power = np.abs(np.fft.rfft(frames * window)) ** 2
    edges = hertz(np.linspace(0, mels(RATE / 2), bands + 2))
    bins = np.fft.rfftfreq(size, 1 / RATE)
    rise = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    fall = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    triangles = np.clip(np.minimum(rise, fall), 0, None) * (2 / (edges[2:] - edges[:-2]))[:, None]
    return (power @ triangles.T).astype(np.float32)


def mels(frequency: float) -> float:
    """Slaney's mel scale: linear to 1 kHz, logarithmic above."""
    return frequency * 3 / 200 if frequency < 1000 else 15 + 27 * np.log(frequency / 1000) / LOG


def hertz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The other way."""
    above: npt.NDArray[np.float64] = 1000 * np.exp(LOG * (mel - 15) / 27)
    return np.where(mel < 15, mel * 200 / 3, above)


LOG = np.log(6.4)
