"""Quantiles for the assumptions of a run: latin hypercube, with common random numbers across scenarios."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif.inputs import all_inputs
from dependency_explorer.whatif.network import SupplyNetwork
from dependency_explorer.whatif.scenario import Scenario

Floats = NDArray[np.float64]


def latin_hypercube(network: SupplyNetwork, scenario: Scenario, draws: int, seed: int) -> dict[str, Floats]:
    """Quantiles by key for every assumption that varies, (draw).

    Each assumption falls once into each of `draws` equal parts of its range (McKay, Beckman and Conover
    1979). Its numbers depend on seed, key and draws alone: compared scenarios share them, whatever else they
    assume, so that a difference between them is never one of luck.
    """
    return {key: stratified(key, draws, seed) for key in all_inputs(network, scenario)}


def stratified(key: str, draws: int, seed: int) -> Floats:
    """`draws` quantiles, one in each of as many equal parts, in an order of their own."""
    random = generator(key, seed)
    return np.asarray((random.permutation(draws) + random.random(draws)) / draws, np.float64)


def generator(key: str, seed: int) -> np.random.Generator:
    """A stream of random numbers that belongs to a key and a seed, the same on every machine."""
    digest = sha256(f"{seed}:{key}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))
