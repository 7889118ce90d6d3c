"""The market at the desk: the employer's portal, and those who run the market (零工市场)."""
