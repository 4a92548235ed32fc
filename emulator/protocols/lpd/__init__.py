"""The Line Printer Daemon protocol (RFC 1179)."""
