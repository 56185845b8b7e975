"""What a dataset is: its schema, reading, checking and writing it."""
