"""Captions of servers as browsers read them: fetched once, read strictly, kept."""
