"""The worked example of the spec: a small file, byte by byte, and two steps of it by hand."""
