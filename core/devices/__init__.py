"""Talking to a printer: the SNMP manager, and one module per dialect behind one port."""
