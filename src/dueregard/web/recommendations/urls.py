"""Addresses of sources and recommendations; those of imports are included."""

from django.urls import URLPattern, URLResolver, include, path

from dueregard.web.recommendations.views import drafts, items, links, lists, responses, sources

app_name = "recommendations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.recommendation_list, name="recommendation_list"),
    path("sources/", sources.source_list, name="source_list"),
    path("sources/add/", sources.source_add, name="source_add"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("sources/<int:pk>/edit/", sources.source_edit, name="source_edit"),
    path("sources/<int:pk>/export/", lists.source_export, name="source_export"),
    path("sources/<int:pk>/add/", items.recommendation_add, name="recommendation_add"),
    path("<int:pk>/", items.recommendation, name="recommendation"),
    path("<int:pk>/edit/", items.recommendation_edit, name="recommendation_edit"),
    path("<int:pk>/respond/", responses.respond, name="respond"),
    path("<int:pk>/link/", links.link, name="link"),
    path("drafts/<slug:name>/<int:pk>/", drafts.save_draft, name="draft"),
    path("links/<int:pk>/remove/", links.unlink, name="unlink"),
    path("", include("dueregard.web.recommendations.imports.urls")),
]
