"""``python -m config.live --bind 127.0.0.1:8001`` (or ``unix:/run/fenggang/live.sock``)."""

import argparse
import asyncio
import os

import django
import uvicorn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from config.live.app import Live  # noqa: E402 (its models need the set-up)


class Server(uvicorn.Server):
    """Ends its streams when it is asked to stop; by itself uvicorn would wait for the browsers."""

    def __init__(self, config: uvicorn.Config, application: Live):
        super().__init__(config)
        self.application = application

    def handle_exit(self, sig, frame):
        """Called by the signal."""
        asyncio.get_running_loop().call_soon_threadsafe(self.application.hub.close)
        super().handle_exit(sig, frame)


def main() -> None:
    """Serve until asked to stop; that takes less than three seconds."""
    parser = argparse.ArgumentParser(prog="python -m config.live")
    parser.add_argument("--bind", default="127.0.0.1:8001", help="host:port, [host]:port, or unix:/path")
    bind = parser.parse_args().bind
    host, _, port = bind.rpartition(":")
    place = {"uds": bind[5:]} if bind.startswith("unix:") else {"host": host.strip("[]"), "port": int(port)}
    application = Live()
    config = uvicorn.Config(
        application, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=2, ws="none",
        timeout_keep_alive=5, server_header=False, proxy_headers=False, **place,
    )  # fmt: skip
    Server(config, application).run()


if __name__ == "__main__":
    main()
