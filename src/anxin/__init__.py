"""Anxin (安心): one product for a labour bureau's services to working people."""

__version__ = "0.1.0"
