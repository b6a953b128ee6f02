"""What the API says of people and their tokens, and who may call what."""
