"""Settings that all tests share."""

from hypothesis import HealthCheck, settings

# How long an input takes to make says more about the machine than about the code: on a fresh one the first text
# waits for tables of all characters. Tests do not time things.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
