"""Files that never change under one name: hashed, compressed, and scripts that name each other by their hashed names too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = (r"""(?P<matched>import\(["'](?P<url>\./.*?)["']\))""", 'import("%(url)s")')


class HashedFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's manifest, which also follows the imports on demand in our own scripts (Django's switch reads everybody's)."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (IMPORT,)))
