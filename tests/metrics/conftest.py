"""What the tests of numbers share."""

import pytest


@pytest.fixture
def kept_files(settings, tmp_path):
    """Uploaded files are kept in a folder of this test."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    }
    return tmp_path / "files"
