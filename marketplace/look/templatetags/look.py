"""One `{% load look %}` for everything the look offers."""

from django.template import Library

from marketplace.look.tags import figures, marks, pieces, shell

register = Library()
for kind in (marks, figures, pieces, shell):
    register.tags.update(kind.register.tags)
    register.filters.update(kind.register.filters)
