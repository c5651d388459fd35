"""Reading models: BPMN XML in, one graph of nodes per process out. The only code that knows SpiffWorkflow."""
