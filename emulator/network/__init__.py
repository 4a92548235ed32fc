"""Loopback sockets, the simulated network, faults."""
