"""A bounded mutation loop against emulated printers: what it starts from, how it changes that, and what must hold."""
