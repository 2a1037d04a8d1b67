import pghistory
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from people import actions
from people.models import Person, Role


class Command(BaseCommand):
    help = "Make somebody administrator, enter them if they are not here, and print the link with which they set their password."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", default="", metavar="NAME", help="needed for somebody who is not here yet")

    def handle(self, *, email, name, **options):
        with pghistory.context(command="first_admin"), transaction.atomic():
            person = Person.objects.with_emails([email]).first() or self.enter(email, name)
            actions.give_role(person, Role.ADMIN, by=None)
        self.stdout.write(f"{person.name} <{person.email}> is an administrator. To set the password, open once:")
        self.stdout.write(self.link(person))

    def enter(self, email, name):
        if not name.strip():
            raise CommandError(f"{email} is not here yet. Give --name too.")
        try:
            return actions.join(by=None, email=email, name=name)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None

    def link(self, person):
        key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
        return settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=key)
