// Shared by the test targets: a builder of model files and an integer oracle.
