"""pytest collects the scenario files too: ``pytest scenarios`` (HAR-09)."""

pytest_plugins = ["harness.pytest_plugin"]
