"""Faults of the devices themselves: one per file, by rule and seed (EMU-11). Those of the network: emulator/network."""
