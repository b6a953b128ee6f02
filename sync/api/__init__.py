"""Servers, runs, requests and reasons over HTTP for programs."""
