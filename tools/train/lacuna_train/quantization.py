"""Round weights to exactly the values that the format stores: v times 2^rowExponent."""

from dataclasses import dataclass

import torch
from torch import Tensor

from lacuna_train.encodings import Encoding
from lacuna_train.topk import group_mask, magnitude_mask

# Powers of two up to 64: with both signs and 0 these are 15 of the at most 16 or 32 codes.
SHIFT_EXPONENTS = 7
# Groups of 32 leave 3 bits for a code: 0 and three powers with both signs.
SHIFT_EXPONENTS_GROUP_32 = 3
# A row's exponent is such that no weight, divided by it, is beyond this.
_LARGEST_SCALED = 128


@dataclass(frozen=True)
class Quantized:
    """A matrix as stored: `values` (int32, `[rows, columns]`) times 2^`exponents` (`[rows]`)."""

    values: Tensor
    exponents: Tensor

    def weights(self) -> Tensor:
        """Return the weights as float32, exact."""
        return scale_rows(self.values.float(), self.exponents)


def quantize(weight: Tensor, encoding: Encoding, codebook: Tensor | None = None) -> Quantized:
    """Round a matrix to what `encoding` can store. `codebook` (sorted, int32) when it is fitted."""
    weight = weight.detach().float()
    if encoding.kind == "terms":
        mask = group_mask(weight, encoding.terms, encoding.group, encoding.axis)
        weight = weight * mask
    if encoding.kind == "sparse":
        weight = weight.masked_fill(~magnitude_mask(weight, encoding.kept(*weight.shape)), 0.0)
    if encoding.kind in ("int8", "sparse"):
        return _to_int8(weight)
    if encoding.codebook == "fitted":
        return _to_codebook(
            weight, fit_codebook(weight, encoding) if codebook is None else codebook
        )
    return _to_powers(weight, shift_powers(encoding))


def scale_rows(matrix: Tensor, exponents: Tensor) -> Tensor:
    """Return each row times 2^exponent, exact. As `ldexp`, without a power for every element."""
    return matrix * torch.ldexp(torch.ones_like(matrix[:, 0]), exponents).unsqueeze(1)


def straight_through(weight: Tensor, replacement: Tensor) -> Tensor:
    """Return `replacement` forwards; backwards the gradient goes to `weight` unchanged."""
    return weight + (replacement - weight).detach()


def normalized(vectors: Tensor) -> Tensor:
    """Round vectors `[..., width]` to int8 with one exponent each, as spec/arithmetic.md A3 does.

    Gradients pass straight through.
    """
    exact = vectors.float()
    largest = exact.detach().abs().amax(dim=-1, keepdim=True)
    exponent = torch.frexp(largest).exponent - 7
    steps = torch.floor(torch.ldexp(exact.detach(), -exponent) + 0.5).clamp(-127, 127)
    return straight_through(exact, torch.ldexp(steps, exponent))


def shift_powers(encoding: Encoding) -> int:
    """Return how many powers of two a shift codebook of this encoding holds."""
    return SHIFT_EXPONENTS_GROUP_32 if encoding.group == 32 else SHIFT_EXPONENTS


def codes(encoding: Encoding) -> int:
    """Return the number of values of the encoding's codebook, 0 among them."""
    return 256 // encoding.group if encoding.kind == "terms" else 16


def _largest(weight: Tensor) -> Tensor:
    """Return each row's largest magnitude; 1 for a row of zeros, whose exponent is free."""
    largest = weight.abs().amax(dim=1)
    return torch.where(largest > 0, largest, torch.ones_like(largest))


def _exponent_below(value: Tensor) -> Tensor:
    """Return floor(log2(value)) of positive floats, exact."""
    return torch.frexp(value).exponent - 1


def _to_powers(weight: Tensor, powers: int) -> Quantized:
    # The nearest power of two to m is 2^n for m in [3/4, 3/2) times 2^n.
    top = _exponent_below(_largest(weight) * (4 / 3))
    exponents = top - (powers - 1)
    scaled = scale_rows(weight, -exponents)
    magnitude = scaled.abs()
    # Clearing the mantissa's bits is floor to a power of two, many times quicker than frexp.
    nearest = ((magnitude * (4 / 3)).view(torch.int32) & 0x7F80_0000).view(torch.float32)
    nearest = nearest.clamp(1.0, float(1 << (powers - 1)))
    values = torch.where(magnitude >= 0.5, nearest, torch.zeros_like(nearest)) * scaled.sign()
    return Quantized(values.int(), _free_rows_to_zero(values, exponents))


def _to_int8(weight: Tensor) -> Quantized:
    largest = _largest(weight)
    exponents = _exponent_below(largest / 127) + 1
    # An exact power of two times 127 needs no step up.
    exponents = torch.where(torch.ldexp(largest, 1 - exponents) <= 127, exponents - 1, exponents)
    # One exponent lower halves the step and clips the largest; take it when the row gains.
    fine = _int8_values(weight, exponents - 1)
    coarse = _int8_values(weight, exponents)
    fine_error = (scale_rows(fine, exponents - 1) - weight).square().sum(1)
    coarse_error = (scale_rows(coarse, exponents) - weight).square().sum(1)
    use_fine = fine_error < coarse_error
    values = torch.where(use_fine.unsqueeze(1), fine, coarse)
    exponents = exponents - use_fine.int()
    return Quantized(values.int(), _free_rows_to_zero(values, exponents))


def _int8_values(weight: Tensor, exponents: Tensor) -> Tensor:
    return scale_rows(weight, -exponents).round().clamp(-127, 127)


def fit_codebook(weight: Tensor, encoding: Encoding) -> Tensor:
    """Return a sorted int32 codebook fitted to a masked matrix: Lloyd's rule on row-scaled weights.

    0 is one of the values, as rule E1 wants, and no other value is used twice where it can be
    helped; equal ones are harmless.
    """
    exponents = _exponent_below(_largest(weight) / 127) + 1
    scaled = scale_rows(weight, -exponents).flatten()
    samples = scaled[scaled != 0].sort().values
    count = codes(encoding) - 1
    if samples.numel() == 0:
        return torch.zeros(1, dtype=torch.int32)
    places = (torch.arange(count, device=samples.device) + 0.5) / count * samples.numel()
    centres = samples[places.long()]
    for _ in range(30):
        middles = (centres[1:] + centres[:-1]) / 2
        nearest = torch.bucketize(samples, middles)
        sums = torch.zeros_like(centres).index_add_(0, nearest, samples)
        sizes = torch.zeros_like(centres).index_add_(0, nearest, torch.ones_like(samples))
        centres = torch.where(sizes > 0, sums / sizes.clamp(min=1), centres)
    values = torch.cat([centres.round().clamp(-127, 127), centres.new_zeros(1)])
    distinct: Tensor = torch.unique(values.int())
    return distinct


def _to_codebook(weight: Tensor, codebook: Tensor) -> Quantized:
    exponents = _exponent_below(_largest(weight) / 127) + 1
    # Halfway between two values is a multiple of 1/2, so what a weight is rounded to depends on the
    # multiple above it alone: a table has it, which is many times quicker than a search.
    halves = scale_rows(weight, -exponents).mul_(2).ceil_().int().add_(2 * _LARGEST_SCALED)
    middles = codebook[1:] + codebook[:-1]
    places = torch.arange(4 * _LARGEST_SCALED + 1, device=weight.device) - 2 * _LARGEST_SCALED
    table = codebook[torch.bucketize(places, middles)]
    values = table.index_select(0, halves.flatten()).view_as(halves)
    # What a mask took away must stay away, even where 0 is not the nearest value to 0.
    values.masked_fill_(weight == 0, 0)
    return Quantized(values, _free_rows_to_zero(values, exponents))


def _free_rows_to_zero(values: Tensor, exponents: Tensor) -> Tensor:
    return torch.where((values != 0).any(dim=1), exponents, torch.zeros_like(exponents))
