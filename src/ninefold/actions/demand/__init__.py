"""How much is coming: forecasts of counts, their backtests, and staff."""
