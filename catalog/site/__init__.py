"""The site that viewers browse: pages of titles, rendered on the server.

Views read through `catalog.listing` and `catalog.continuing`, turn rows into frozen
values (`cards`, `facts`, ...) and hand these to templates that only show.  What a
person changes goes through `catalog.viewing`.  Every page works without JavaScript.
"""
