NAMES = frozenset({"task throws again", "one stuck node", "equal value", "output collection"})
