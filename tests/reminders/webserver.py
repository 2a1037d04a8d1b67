"""A chat that takes messages, and misbehaves where it is told to."""

import http.server
import json
import threading
import time
from collections import Counter
from contextlib import suppress


class Conversation(http.server.BaseHTTPRequestHandler):
    """One request. What is answered stands in `server.answer`: a status, a word for how it misbehaves, or a list, one each."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append({"path": self.path, "headers": dict(self.headers), "body": json.loads(body)})
        answers = self.server.answers
        with suppress(OSError):
            self.reply(answers.pop(0) if len(answers) > 1 else answers[0])

    do_GET = do_PUT = do_POST

    def reply(self, answer):
        if answer == "hang":
            self.server.ends.wait(20)
        elif answer == "drop":
            self.connection.close()
        elif answer == "nonsense":
            self.wfile.write(b"hello\r\n\r\n")
        elif answer == "drip":
            self.drip()
        elif answer == "huge":
            self.huge()
        else:
            self.plain(answer)
        self.close_connection = True

    def drip(self):
        for letter in b"HTTP/1.1 200 OK\r\n" * 50:
            self.wfile.write(bytes([letter]))
            time.sleep(0.05)

    def huge(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        for _number in range(2000):
            self.wfile.write(b"x" * 100_000)
            self.server.written += 100_000

    def plain(self, answer):
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_words):
        """Be quiet."""


class WebServer(http.server.ThreadingHTTPServer):
    """Listens on loopback; `taken` is what arrived."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 50

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers, self.taken, self.written, self.ends = list(answers) or [200], [], 0, threading.Event()

    @property
    def counted(self):
        """How often each message arrived, by the key that it carries."""
        return Counter(one["headers"]["Idempotency-Key"] for one in self.taken)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/hook/s3cret?x=1"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.ends.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that goes away is what these tests are about."""
