from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS, connections

from people import grants


class Command(Migrate):
    """Migrate as the owner of the tables, then give the application's role its rights on them."""

    def handle(self, *arguments, **options):
        alias = options["database"]
        if alias != DEFAULT_DB_ALIAS or not grants.has_own_role():
            if options["verbosity"] > 0:
                self.stderr.write(self.style.WARNING(f"WARNING: {grants.UNPROTECTED}"))
            return super().handle(*arguments, **options)
        application = connections[alias].settings_dict["USER"]
        with grants.as_owner(alias):
            answer = super().handle(*arguments, **options)
            if not (options["plan"] or options["check_unapplied"]):
                grants.grant(connections[alias], application)
        return answer
