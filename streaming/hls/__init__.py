"""A film in pieces, for players that cannot play its file as it is (RFC 8216).

Nothing is kept between two questions: a playlist follows from the film's index, and a
piece from the film, so any process answers any of them.
"""
