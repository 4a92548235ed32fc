"""Drives core and emulator from scenarios and proves what happened."""
