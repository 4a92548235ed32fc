"""YAML files, one per printer model, and their loader."""
