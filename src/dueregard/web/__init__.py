"""The web half: the Django project and its apps, one per noun."""
