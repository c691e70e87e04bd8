"""The template tags, by kind; `templatetags/look.py` gathers them under one `{% load look %}`."""
