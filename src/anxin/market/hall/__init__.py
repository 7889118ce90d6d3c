"""The hall of a market (零工市场大厅): queue, negotiation seats, tools lent, questions to a person, its machines."""
