"""The pages of the organisation: permission, form, service, redirect."""
