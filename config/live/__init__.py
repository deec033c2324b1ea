"""The process of the event streams: says which topics changed, never what (docs/decisions/0010-live-stream.md).

Start it with ``python -m config.live --bind 127.0.0.1:8001``.
"""
