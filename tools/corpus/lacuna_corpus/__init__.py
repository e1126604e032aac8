"""Fetch, check, split and tokenize the text that Lacuna's models are trained on."""
