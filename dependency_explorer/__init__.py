"""See who depends on whom, try what a cut supply does, and print the figure."""

__version__ = "0.1.0"
