"""The second judge: SpiffWorkflow, extended until it executes most of the dialect. See README.md."""
