"""The scenario language: schema, strict loader, runner of steps."""
