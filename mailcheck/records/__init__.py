"""Records as trees: text in, nodes with spans out. Nothing here raises for what a record says."""
