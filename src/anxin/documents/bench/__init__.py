"""Measuring the reader: papers that nobody handed in, drawn with their truth, and photographed on purpose."""
