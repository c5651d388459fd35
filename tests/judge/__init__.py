"""An independent judge of the BPMN execution: a slow, obvious interpreter of the dialect, and random runs against it."""
