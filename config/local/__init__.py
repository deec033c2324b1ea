"""What `make demo` and `make test` start on a bare machine.

Everything here is standard library only (``messages`` alone needs polib) and imports its siblings
relatively, so that ``bootstrap`` can run as ``local.bootstrap`` before any package is installed.
"""
