"""The processes that perfplan consists of, with their command lines: the one list behind bin/up and docker-compose.yml."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    """One long-running process; `module` is run by Python, `arguments` follow."""

    name: str
    module: str
    arguments: tuple

    @property
    def command(self):
        return ["python", "-m", self.module, *self.arguments]


def processes(bind):
    """Web, worker and beat; `bind` is the address that the web server listens on."""
    return [
        Process("web", "gunicorn", (
            "perfplan.wsgi:application", "--bind", bind, "--workers", "2", "--threads", "4",
            "--max-requests", "20000", "--max-requests-jitter", "4000", "--timeout", "60", "--graceful-timeout", "20",
            "--no-control-socket", "--log-level", "warning",
        )),
        Process("worker", "celery", (
            "--quiet", "--app", "perfplan", "worker", "--loglevel", "WARNING", "--pool", "prefork", "--concurrency", "2",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        )),
        Process("beat", "celery", ("--quiet", "--app", "perfplan", "beat", "--loglevel", "WARNING")),
    ]  # fmt: skip
