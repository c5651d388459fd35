"""An independent judge of the BPMN execution: an obvious interpreter of the dialect, and random runs against it."""
