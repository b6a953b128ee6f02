"""The frame of the API: addresses, what is read, and how it says no."""
