"""Requests to sync that come over HTTP from other programs.

Each is proven by a secret, becomes a committed row and is answered; nothing here
speaks to the broker, opens a session or acts on what the body claims about titles.
"""
