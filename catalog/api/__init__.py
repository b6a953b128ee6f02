"""The catalog over HTTP for programs."""
