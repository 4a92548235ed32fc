"""The accounting server: it knows printers only through the wire."""
