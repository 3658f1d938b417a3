from django.urls import URLPattern, URLResolver, path

from dueregard.web.governance.views import issuing, preparing

app_name = "governance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", preparing.paper_list, name="paper_list"),
    path("add/", preparing.paper_add, name="paper_add"),
    path("style.css", issuing.paper_style, name="paper_style"),
    path("<int:pk>/", issuing.paper, name="paper"),
    path("<int:pk>/edit/", preparing.paper_edit, name="paper_edit"),
    path("<int:pk>/draft/", preparing.paper_draft, name="paper_draft"),
    path("<int:pk>/draft/discard/", preparing.paper_draft_discard, name="paper_draft_discard"),
    path("<int:pk>/issue/", issuing.paper_issue, name="paper_issue"),
    path("<int:pk>/withdraw/", issuing.paper_withdraw, name="paper_withdraw"),
    path("<int:pk>/compare/", issuing.paper_compare, name="paper_compare"),
    path("<int:pk>/verify/", issuing.paper_verify, name="paper_verify"),
    path("<int:pk>/paper.<str:format>", issuing.paper_file, name="paper_file"),
]
