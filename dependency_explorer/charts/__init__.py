"""Numbers in, Scene out: one file a chart. Imports no other room and no Qt."""
