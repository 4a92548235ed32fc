"""The vocabulary: frozen dataclasses and enums."""
