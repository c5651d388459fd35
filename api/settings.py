"""What an installation chooses for its HTTP surface; read once at start."""

from __future__ import annotations

from dataclasses import dataclass

# The level of the Camunda 8 REST API that `/v2` follows, not our own version: clients ask for it.
API_LEVEL = "8.9.0"
MAX_JSON_BYTES = 2 * 1024 * 1024
MAX_PUBLIC_BYTES = 64 * 1024
MAX_DEPLOYMENT_BYTES = 20 * 1024 * 1024
MAX_MODEL_BYTES = 5 * 1024 * 1024
MAX_DOCUMENT_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Settings of the server.

    `public_url`: how browsers reach us when a proxy stands before, such as `https://lane.example`; None = as asked.
    `host` and `port` are only shown in `/v2/topology`. `is_demo` opens the mailbox of customers at `/demo/mailbox`.
    """

    public_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    is_demo: bool = False
