"""A second reader of Lacuna files and their integer inference, written from the spec."""

from lacuna_reference.errors import InputError, LacunaError, RuleError
from lacuna_reference.model import Model, open_model
from lacuna_reference.session import Session
from lacuna_reference.verify import verify

__all__ = ["InputError", "LacunaError", "Model", "RuleError", "Session", "open_model", "verify"]
