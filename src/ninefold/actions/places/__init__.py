"""Where and when: backtests, patterns, hold-backs and the load forecasts put on places."""
