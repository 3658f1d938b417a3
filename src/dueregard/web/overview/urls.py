from django.urls import URLPattern, URLResolver, path

from dueregard.web.overview import views

app_name = "overview"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("audit/", views.audit_list, name="audit_list"),
    path("audit/<int:pk>/", views.audit_event, name="audit_event"),
    path("checks/", views.record_checks, name="record_checks"),
    path("health/", views.health, name="health"),
]
