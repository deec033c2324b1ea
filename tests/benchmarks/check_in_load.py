"""The load, from a process of its own: ready-made requests over a few kept connections.

``python check_in_load.py PORT CONNECTIONS < requests``: out comes a line of JSON with the seconds it took, the
answers by status, and the time of each in milliseconds. Each request stands after a line with its length in bytes.
"""

import json
import socket
import sys
import threading
import time
from collections import Counter


def requests_of(stream) -> list[bytes]:
    """The requests, each after a line with its length."""
    found = []
    while line := stream.readline():
        found.append(stream.read(int(line)))
    return found


class Kept:
    """A kept connection, opened again whenever the server has hung up."""

    def __init__(self, port: int):
        self.port, self.rest, self.door = port, b"", None

    def send(self, request: bytes) -> int:
        """The status of the answer; a request that met a closed door goes again, as any client does."""
        while True:
            if self.door is None:
                self.door, self.rest = socket.create_connection(("127.0.0.1", self.port)), b""
                self.door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.door.sendall(request)
                return self.answer()
            except ConnectionError:
                self.close()

    def answer(self) -> int:
        """Read one answer."""
        while b"\r\n\r\n" not in self.rest:
            self.more()
        head, _end, self.rest = self.rest.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        while len(self.rest) < length:
            self.more()
        self.rest = self.rest[length:]
        if b"connection: close" in lines:
            self.close()
        return int(head[9:12])

    def more(self) -> None:
        """What comes next; the end of the connection is an error."""
        found = self.door.recv(65536)
        if not found:
            raise ConnectionError
        self.rest += found

    def close(self) -> None:
        """Hang up."""
        self.door.close()
        self.door = None


def send(port: int, requests: list[bytes], times: list[float], seen: Counter) -> None:
    """One connection's share, one after another."""
    connection = Kept(port)
    for request in requests:
        start = time.perf_counter()
        status = connection.send(request)
        times.append((time.perf_counter() - start) * 1000)
        seen[status] += 1


def main() -> None:
    """Send all of them."""
    port, connections = int(sys.argv[1]), int(sys.argv[2])
    requests, times, seen = requests_of(sys.stdin.buffer), [], Counter()
    shares = [requests[number::connections] for number in range(connections)]
    threads = [threading.Thread(target=send, args=(port, share, times, seen)) for share in shares]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"seconds": time.perf_counter() - start, "statuses": dict(seen), "times": times}))


if __name__ == "__main__":
    main()
