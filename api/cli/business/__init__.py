"""A month of business over HTTP: mixed contacts, all roles, and books that must agree at the end."""

from api.cli.business.playing import Plan, play

__all__ = ["Plan", "play"]
