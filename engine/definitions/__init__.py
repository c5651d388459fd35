"""Deployments: what the gate lets in, what it becomes, and the compiled definitions kept in memory."""
