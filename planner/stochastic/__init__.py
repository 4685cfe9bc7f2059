"""Deciding before the news: trees of futures, regret and plans that cost nearly as little."""
