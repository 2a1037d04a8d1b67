"""Asks /readyz on this machine. As a program, for containers: `python -m perfplan.local.readiness PORT`; exit status 0: ready."""

import os
import sys
import time
import urllib.error
import urllib.request

NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def host():
    """A host name that the application accepts."""
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip()
    return first.lstrip(".") if first not in ("", "*") else "127.0.0.1"


class Readiness:
    """Asks at most a few times a second, and keeps what was said last."""

    def __init__(self, port):
        self.request = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": host()})
        self.next_at = 0.0
        self.said = "no answer"

    def reached(self):
        if time.monotonic() < self.next_at:
            return False
        self.next_at = time.monotonic() + 0.3
        try:
            with NO_PROXY.open(self.request, timeout=10) as answer:
                self.said = answer.read(2000).decode(errors="replace")
                return answer.status == 200
        except urllib.error.HTTPError as error:
            self.said = error.read(2000).decode(errors="replace")
            error.close()
        except OSError as error:
            self.said = str(error)
        return False


if __name__ == "__main__":
    readiness = Readiness(int(sys.argv[1]))
    sys.exit(0 if readiness.reached() else readiness.said)
