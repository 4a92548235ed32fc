"""Pure decisions without I/O: fees, limits, periods."""
