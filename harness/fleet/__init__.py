"""A fleet that runs for other people's programs: its file, its control API, its processes (EMU-10, EMU-14)."""
