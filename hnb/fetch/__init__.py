"""Bring published files in from the services that publish them: lists, downloads, originals kept."""
