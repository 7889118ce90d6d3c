"""Specimen papers (样张): drawn for the demo city, the examples and the tests; never real ones."""
