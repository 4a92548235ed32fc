"""Shared by all tests: `import-mode=importlib` keeps test folders free of packages."""
