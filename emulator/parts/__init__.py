"""The parts of one printer: clock, storage, log buffer, tables, engine, power."""
