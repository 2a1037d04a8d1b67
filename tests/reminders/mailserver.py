"""A mail server that counts what it accepted, and misbehaves where it is told to."""

import re
import socketserver
import threading
import time
from collections import Counter
from contextlib import suppress

MESSAGE_ID = re.compile(rb"(?mi)^message-id:\s*(<[^>]+>)")
DROP, SILENCE = "drop", "silence"


class Conversation(socketserver.StreamRequestHandler):
    """One connection. What the server does at each stage stands in `server.answers`."""

    GOOD = {"GREETING": "220 here", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go ahead", "DOT": "250 taken"}

    def handle(self):
        with suppress(OSError):
            if self.reply("GREETING"):
                self.converse()

    def converse(self):
        while line := self.rfile.readline():
            verb = line.split()[0].decode().upper() if line.split() else ""
            self.server.heard.append(verb)
            if verb == "QUIT":
                return self.say("221 bye")
            if verb not in self.GOOD:
                self.say("250 ok")
            elif not self.reply(verb) or (self.answer("DATA").startswith("354") and verb == "DATA" and not self.take_text()):
                return None

    def take_text(self):
        if self.answer("TEXT") == DROP:
            self.rfile.readline()
            return False
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        time.sleep(self.server.delay)
        if self.answer("DOT").startswith(("250", DROP, SILENCE)):
            self.server.accept(b"".join(lines))
        return self.reply("DOT")

    # -- how it behaves

    def answer(self, stage):
        answer = self.server.answers.get(stage, self.GOOD.get(stage, ""))
        if isinstance(answer, list):  # one for each time
            return answer[0]
        return answer

    def reply(self, stage):
        answer = self.answer(stage)
        left = self.server.answers.get(stage)
        if isinstance(left, list) and len(left) > 1:
            left.pop(0)
        if answer == DROP:
            return False
        if answer == SILENCE:
            self.server.ends.wait(20)
            return False
        self.say(answer)
        return not answer.startswith("421")

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on loopback. `accepted` counts Message-IDs; a message whose dot it saw counts, whether or not it could answer."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False
    request_queue_size = 50

    def __init__(self, delay=0, **answers):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers, self.delay = answers, delay
        self.accepted, self.texts, self.heard = Counter(), [], []
        self.lock, self.ends = threading.Lock(), threading.Event()

    @property
    def port(self):
        return self.server_address[1]

    def accept(self, text):
        with self.lock:
            self.accepted[MESSAGE_ID.search(text)[1].decode()] += 1
            self.texts.append(text)

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.ends.set()
        self.shutdown()
        self.thread.join()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that goes away is what these tests are about."""
