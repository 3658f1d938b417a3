"""Pages of sources and recommendations: permission, form, service, redirect."""
