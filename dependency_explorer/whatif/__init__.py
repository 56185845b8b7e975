"""What a cut does: scenario, supply network, simulation and its outcome."""
