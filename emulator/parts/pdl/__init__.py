"""Page description languages: what a printer finds in real print data. One module a language, any octets in."""
