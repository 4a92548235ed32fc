"""YAML files, one per printer model, and their loader."""

from emulator.models.loader import MODEL_FILE, load_model, load_model_file, model_names, other_names
from emulator.models.model import Model, Tray

__all__ = ["MODEL_FILE", "Model", "Tray", "load_model", "load_model_file", "model_names", "other_names"]
