"""Pages about the product itself, open to everybody."""

from django.urls import URLPattern, URLResolver, path
from django.views.generic import TemplateView

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("help/", TemplateView.as_view(template_name="core/help.html"), name="help"),
    path(
        "accessibility/",
        TemplateView.as_view(template_name="core/accessibility.html"),
        name="accessibility",
    ),
]
