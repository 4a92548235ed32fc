"""Shared by all tests: `import-mode=importlib` keeps test folders free of packages."""

from hypothesis import HealthCheck, settings

# how long an example takes says something of the machine, and nothing of the product
settings.register_profile("pressroom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pressroom")
