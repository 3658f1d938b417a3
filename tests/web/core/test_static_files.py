"""The static files stand on their own: nothing missing, nothing that only GOV.UK may use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command

import dueregard.web.core

CORE = Path(dueregard.web.core.__file__).parent
STYLES = sorted((CORE / "static").rglob("*.css"))
SCRIPTS = sorted((CORE / "static").rglob("*.js"))
TEMPLATES = sorted((CORE / "templates").rglob("*.html"))


def test_collected_with_checksums_in_the_names(settings, tmp_path) -> None:
    """The server installation's storage follows every url() and refuses a dangling one."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert list((tmp_path / "core").glob("dueregard.*.css"))
    assert list((tmp_path / "core" / "govuk").glob("govuk-frontend.min.*.js.gz"))


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_styles_use_no_crown_and_no_reserved_typeface(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for forbidden in ("@font-face", "Transport", "crest", "sourceMappingURL", "url(", "@import"):
        assert forbidden not in text, f"{path.name} has {forbidden}"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_scripts_name_no_map_that_is_not_shipped(path: Path) -> None:
    assert "sourceMappingURL" not in path.read_text(encoding="utf-8")


def test_vendored_files_come_with_their_licence() -> None:
    folder = CORE / "static" / "core" / "govuk"
    assert "MIT" in (folder / "LICENSE.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_templates_obey_the_content_security_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert " src=" in script, f"{path.name} has an inline script"


def test_every_class_of_our_own_in_a_template_has_a_style() -> None:
    styles = "".join(path.read_text(encoding="utf-8") for path in STYLES)
    used = {
        name
        for path in TEMPLATES
        for name in re.findall(
            r"\bdr-[a-z]+(?:__[a-z-]+[a-z])?(?:--[a-z]+)?(?![\w-]*\{)", path.read_text("utf-8")
        )
    }
    hooks = {
        "dr-voice__kind",
        "dr-tree__status",
        "dr-conflict__field",
        "dr-conflict__version--theirs",
        "dr-header__user",
        "dr-subnav__item",
    }
    missing = {name for name in used if f".{name}" not in styles} - hooks
    assert not missing
