"""Static files under names that change with their content, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OUR_SCRIPTS = ("ui/*.js", "worker/*.js", "staff/*.js", "public/*.js")
_IMPORT = (
    r"""(?P<matched>import(?s:(?P<import>[\s\{].*?|\*\s*as\s*\w+))\s*from\s*['"](?P<url>[./].*?)["']\s*;)""",
    """import%(import)s from "%(url)s";""",
)


class Storage(CompressedManifestStaticFilesStorage):
    """Also rewrites the addresses in ``import`` lines, so that our ES modules are cached for ever like the rest.

    Django can do that for every script, but finds imports in minified libraries that are none.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, *((scripts, (_IMPORT,)) for scripts in OUR_SCRIPTS))
