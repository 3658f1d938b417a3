"""Addresses of imports; included by the addresses of recommendations."""

from django.urls import URLPattern, path

from dueregard.web.recommendations.imports.views import papers, review, settle, sheets, upload

urlpatterns: list[URLPattern] = [
    path("imports/", papers.import_list, name="import_list"),
    path("imports/new/", upload.import_upload, name="import_upload"),
    path("imports/<int:pk>/", review.import_review, name="import_review"),
    path("imports/<int:pk>/setup/", upload.import_setup, name="import_setup"),
    path("imports/<int:pk>/accept/", settle.import_accept, name="import_accept"),
    path("imports/<int:pk>/undo/", settle.import_undo, name="import_undo"),
    path("imports/<int:pk>/abandon/", settle.import_abandon, name="import_abandon"),
    path("imports/rows/<int:pk>/", review.import_row, name="import_row"),
    path("received/<int:pk>/", papers.received_paper, name="received_paper"),
    path("received/<int:pk>/file/", papers.received_paper_file, name="received_paper_file"),
    path("received/<int:pk>/import/", upload.import_start, name="import_start"),
    path("sheets/new/", sheets.sheet_import_upload, name="sheet_import_upload"),
    path("sheets/<int:pk>/", sheets.sheet_import_review, name="sheet_import_review"),
    path("sheets/<int:pk>/accept/", sheets.sheet_import_accept, name="sheet_import_accept"),
]
