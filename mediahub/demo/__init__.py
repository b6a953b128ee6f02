"""The demo: two small libraries of invented films, made here, served here, synced.

`plan`, `movies`, `shows` and `lines` say what there is; `make` makes it with ffmpeg
and Pillow; `serve` serves one library; `start` is the demo's part in `hub up`. Nothing
of it comes from the network.
"""
