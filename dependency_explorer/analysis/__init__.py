"""Questions to a dataset: additive links, linked views, indicators, ownership."""
