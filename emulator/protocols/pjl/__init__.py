"""The Printer Job Language over a connection that goes both ways (HP, PJL Technical Reference Manual)."""
