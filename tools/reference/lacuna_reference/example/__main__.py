"""Prints the page: `python -m lacuna_reference.example > spec/example.md`."""

from lacuna_reference.example.page import page

print(page(), end="")
