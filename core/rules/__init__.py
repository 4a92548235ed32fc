"""Pure decisions without I/O: fees, limits, periods, accounting months. No state, no clock, no database."""
