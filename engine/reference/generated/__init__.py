"""A whole plausible network, made by seeded chance: for trying out loads and reports. See docs/reference-data.md."""

from engine.reference.generated.network import Network, NetworkSize, make_network

__all__ = ["Network", "NetworkSize", "make_network"]
