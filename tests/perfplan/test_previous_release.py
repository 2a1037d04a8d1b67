"""What an installation of an earlier release holds is read, shown and verified by this one.

`tests/releases/` keeps a backup of a small demo for each release before, made there with `demo --sellers 2 --weeks 16` and
`backup`.
"""

import lzma

import pytest

from tests.places import a_place
from tests.test_house import ROOT

RELEASES = sorted((ROOT / "tests/releases").glob("*.tar.xz"))
LOOK = """
from django.conf import settings
from django.test import Client, override_settings
from people.models import Person
from plans.models import Plan
paths = ["/", "/plans/", "/week/", "/reviews/", "/signals/"]
for plan in Plan.objects.all():
    paths += [plan.get_absolute_url(), f"/plans/{plan.pk}/print/", *[v.get_absolute_url() for v in plan.versions.all()]]
seen = []
plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
with override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False, STORAGES=plain):
    for person in Person.objects.all():
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        for path in paths:
            answer = client.get(path, follow=True)
            assert answer.status_code in (200, 404), (path, answer.status_code)
            assert not answer.request["PATH_INFO"].startswith("/login/"), path
            seen.append(answer.status_code)
print("shown", seen.count(200), "hidden", seen.count(404))
"""


@pytest.mark.servers
@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name.partition(".")[0])
def test_what_an_earlier_release_kept_is_read_shown_and_verified(release, tmp_path):
    path = tmp_path / "before.tar"
    path.write_bytes(lzma.decompress(release.read_bytes()))

    with a_place() as place:
        status, _said, error = place.manage("restore", path)
        assert (status, error) == (0, ""), error
        status, said, error = place.manage("verify_records")
        assert (status, error) == (0, ""), said
        (place.folder / "static").mkdir(exist_ok=True)
        status, said, error = place.manage("shell", "-c", LOOK)
        assert status == 0, error

    _word, shown, _word, hidden = said.splitlines()[-1].split()
    assert int(shown) > 50
    assert int(hidden) > 10


def test_there_is_a_release_to_come_from():
    assert RELEASES
