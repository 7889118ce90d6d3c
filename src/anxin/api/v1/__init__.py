"""Version 1: one endpoint family a file."""
