"""The gates: they judge findings and models by their shape, and refuse to let one score that has not passed."""
