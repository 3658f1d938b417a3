from django.urls import URLPattern, URLResolver, path

from dueregard.web.organisation.views import bodies, overview, people, posts, roles, units

app_name = "organisation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("account/", people.account, name="account"),
    path("bodies/add/", bodies.add_body, name="body_add"),
    path("bodies/<int:pk>/", bodies.body, name="body"),
    path("bodies/<int:pk>/edit/", bodies.describe_body, name="body_edit"),
    path("bodies/<int:pk>/end/", bodies.end_body, name="body_end"),
    path("units/add/", units.add_unit, name="unit_add"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/rename/", units.rename_unit, name="unit_rename"),
    path("units/<int:pk>/move/", units.move_unit, name="unit_move"),
    path("units/<int:pk>/end/", units.end_unit, name="unit_end"),
    path("units/<int:pk>/posts/add/", posts.add_post, name="post_add"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/rename/", posts.rename_post, name="post_rename"),
    path("posts/<int:pk>/end/", posts.end_post, name="post_end"),
    path("posts/<int:pk>/hold/", posts.hold_post, name="post_hold"),
    path("holdings/<int:pk>/end/", posts.end_holding, name="holding_end"),
    path("people/", people.person_list, name="person_list"),
    path("people/add/", people.add_person, name="person_add"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.edit_person, name="person_edit"),
    path("people/<int:pk>/deactivate/", people.deactivate_person, name="person_deactivate"),
    path("people/<int:pk>/reactivate/", people.reactivate_person, name="person_reactivate"),
    path("people/<int:pk>/erase/", people.erase_person, name="person_erase"),
    path("people/<int:pk>/sign-in-link/", people.sign_in_link, name="person_sign_in_link"),
    path("people/<int:pk>/new-password/", people.require_new_password, name="person_new_password"),
    path("people/<int:pk>/roles/give/", roles.give_role, name="role_give"),
    path("people/<int:pk>/posts/hold/", roles.give_post, name="person_hold"),
    path("roles/<int:pk>/end/", roles.end_role, name="role_end"),
]
