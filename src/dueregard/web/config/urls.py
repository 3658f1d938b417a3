"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("dueregard.web.overview.urls")),
    path("", include("dueregard.web.core.urls")),
    path("accounts/", include("dueregard.web.accounts.urls")),
    path("organisation/", include("dueregard.web.organisation.urls")),
    path("commitments/", include("dueregard.web.commitments.urls")),
    path("recommendations/", include("dueregard.web.recommendations.urls")),
    path("papers/", include("dueregard.web.governance.urls")),
]

handler400 = "dueregard.web.core.views.bad_request"
handler403 = "dueregard.web.core.views.permission_denied"
handler404 = "dueregard.web.core.views.page_not_found"
handler500 = "dueregard.web.core.views.server_error"
