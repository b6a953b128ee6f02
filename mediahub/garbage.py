"""When Python looks for garbage: seldom, and not once more before it ends.

A start makes a million objects that all stay. Looking through them again and again
would be a third of it, and of the end of every command.
"""

import atexit
import gc

# Python's own are 700, 10 and 10.
gc.set_threshold(50_000, 20, 50)
# Whatever is alive at the end is let go of with the process, not looked through.
atexit.register(gc.freeze)
