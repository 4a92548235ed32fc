"""Bytes in, bytes out: SNMP agent, raw 9100 with PJL."""
