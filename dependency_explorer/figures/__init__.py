"""Dataset and workspace to the numbers, words and Scene of a figure. No Qt."""
