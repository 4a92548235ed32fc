"""Flask pages and REST API."""
