"""The web page that a printer has at port 80 (EMU-14)."""
