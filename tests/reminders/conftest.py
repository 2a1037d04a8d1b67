import copy
from pathlib import Path

import pytest

from reminders import kinds
from tests.reminders.mailserver import MailServer
from tests.reminders.trial import messages

TEMPLATES = Path(__file__).parent / "trial" / "templates"


@pytest.fixture(autouse=True)
def trial_room(settings):
    """The room that these tests speak of, for as long as they run."""
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [*engines[0]["DIRS"], TEMPLATES]
    settings.TEMPLATES = engines
    messages.register()
    yield
    for kind in (messages.NUDGE, messages.NEWS, messages.SIGNATURE):
        del kinds._kinds[kind.name]


@pytest.fixture(autouse=True)
def mail_folder(settings, tmp_path):
    """Where e-mails go while no mail server is set."""
    settings.EMAIL_URL, settings.MAIL_DIR = "", tmp_path / "mail"
    return settings.MAIL_DIR


@pytest.fixture
def mail_server(settings):
    """Starts mail servers that answer as told, and has the outbox use the latest."""
    running = []

    def start(**answers):
        server = MailServer(**answers)
        running.append(server.__enter__())
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 0.5
        return server

    yield start
    for server in running:
        server.__exit__()
