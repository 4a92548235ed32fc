"""The two worlds a scenario runs in: simulated and live."""
