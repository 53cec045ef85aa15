"""The pages, by the tabs of the site."""
