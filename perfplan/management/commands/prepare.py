from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from people.models import Person

LOG_INS = [
    ("Sam Okafor", "seller, with a live plan off course", "sam@demo.example"),
    ("Maya Lindqvist", "manager", "maya@demo.example"),
    ("Lena Hofer", "leader", "lena@demo.example"),
    ("Harriet Cole", "HR", "harriet@demo.example"),
    ("Ada Nowak", "admin", "ada@demo.example"),
]
PASSWORD = "perfplan-demo"
FIRST_ADMINISTRATOR = """\
Nobody is in this installation yet. Make the first administrator (in another window, while this one runs):
  bin/manage first_admin you@example.com --name "Your Name"
It prints a link with which you set your password.
"""


def ways_in():
    """Who can log in, for the person at the shell."""
    if not Person.objects.exists():
        return FIRST_ADMINISTRATOR
    if not (settings.LOCAL and Person.objects.filter(email=LOG_INS[0][2]).exists()):
        return ""
    lines = [f"  {email:22} {name}, {role}" for name, role, email in LOG_INS]
    return "\n".join([f"Demo log-ins (password {PASSWORD}):", *lines, ""])


class Command(BaseCommand):
    help = "What bin/up does before it starts the processes: migrate, collect static files, load the demo on the first run."
    requires_system_checks = []  # migrate makes them

    def add_arguments(self, parser):
        parser.add_argument("--empty", action="store_true", help="no demo company")
        parser.add_argument("--ways-in", type=Path, help="a file to write in who can log in, and how")

    def handle(self, *, empty, **options):
        call_command("migrate", interactive=False, verbosity=1, skip_checks=False)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not (empty or Person.objects.exists()):
            self.load_demo()
        if options["ways_in"]:
            options["ways_in"].write_text(ways_in())

    def load_demo(self):
        if settings.LOCAL:
            self.stdout.write("Loading the demo company (once).")
            call_command("demo")
        else:
            self.stdout.write("The demo company is for the local mode only, because its passwords are known to all.")
