"""Pages of log-in, sign-up, and a person's own matters."""
