"""Settings as people write them: strict YAML, units, and the models that give every scalar its type."""
