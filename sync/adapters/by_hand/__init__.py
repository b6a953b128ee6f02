"""Titles that curators added by hand: a server that nobody has to ask."""
