"""The conformance vectors: valid files with what comes out of them, and files that break a rule."""
