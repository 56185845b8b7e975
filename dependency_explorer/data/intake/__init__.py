"""Any table in: what a file is, how it is read, what is decided about its rows, and the dataset it becomes."""
