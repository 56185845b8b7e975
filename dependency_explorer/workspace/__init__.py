"""What the user looks at: one frozen state, its history, its file."""
