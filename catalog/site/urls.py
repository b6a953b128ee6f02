"""Addresses of the site's pages.  Other programs and bookmarks rely on them."""

from __future__ import annotations

from django.urls import path

from catalog.site import browse, home, marks, search, titles

urlpatterns = [
    path("", home.home, name="home"),
    path("movies/", browse.movies, name="movies"),
    path("movies/<str:slug>/", titles.movie, name="movie"),
    path("shows/", browse.shows, name="shows"),
    path("shows/<str:slug>/", titles.show, name="show"),
    path("shows/<str:slug>/season/<int:number>/", titles.season, name="season"),
    path(
        "shows/<str:slug>/season/<int:season_number>/episode/<int:number>/",
        titles.episode,
        name="episode",
    ),
    path("search/", search.search, name="search"),
    path("watchlist/", marks.watchlist, name="watchlist"),
    path("watchlist/<uuid:public_id>/", marks.keep, name="keep"),
    path("watched/<str:kind>/<uuid:public_id>/", marks.watched, name="watched"),
    path("continue/<uuid:public_id>/", marks.put_aside, name="put_aside"),
]
