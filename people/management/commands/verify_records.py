from django.core.management.base import BaseCommand

from people import chain


class Command(BaseCommand):
    help = "Compute every digest of every chained record again. Exit status 1, and the first broken link, if one was changed."

    def handle(self, **options):
        broken = []
        for model in chain.chained_models():
            verified = chain.verify(model)
            self.stdout.write(f"{model._meta.db_table}: {verified.count} {'hold' if verified else 'read'}")
            if not verified:
                broken.append(verified.broken)
        for link in broken[:1]:
            self.stderr.write(f"BROKEN {link}")
            raise SystemExit(1)
