"""The addresses of allauth that are in use; what is not named here is not there."""

from django.urls import URLPattern, URLResolver, path, re_path

from dueregard.web.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("logout/", views.SignOutView.as_view(), name="account_logout"),
    path("inactive/", views.InactiveView.as_view(), name="account_inactive"),
    path("password/reset/", views.PasswordResetView.as_view(), name="account_reset_password"),
    path(
        "password/reset/done/",
        views.PasswordResetDoneView.as_view(),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.PasswordFromLinkView.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.PasswordFromLinkDoneView.as_view(),
        name="account_reset_password_from_key_done",
    ),
    path(
        "password/change/",
        views.signed_in_only(views.PasswordChangeView.as_view()),
        name="account_change_password",
    ),
    path(
        "password/set/",
        views.signed_in_only(views.PasswordSetView.as_view()),
        name="account_set_password",
    ),
]
