"""Artwork on its way to the browser: fetched once, redrawn, kept, given away.

A browser never sees a server's address.  What a server sends is decoded in a child
process with limits, and only our own drawing of it leaves the house.
"""
