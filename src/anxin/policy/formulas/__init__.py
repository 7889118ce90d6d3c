"""Versioned formulas: one module per version, entered in ``registry``. See :mod:`anxin.policy.engine.formula`."""
