"""Clients: the computers that people print from, and the software on them that puts account data into a job."""
