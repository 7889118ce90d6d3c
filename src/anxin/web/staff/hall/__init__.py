"""The desk of a market hall: queue, walk-ins, seats, tools, questions, machines, pushes, contact network."""

from django.urls import URLPattern

from anxin.web.staff.hall import floor, reach, sheets, walkin

urlpatterns: list[URLPattern] = [*floor.urlpatterns, *walkin.urlpatterns, *reach.urlpatterns, *sheets.urlpatterns]
