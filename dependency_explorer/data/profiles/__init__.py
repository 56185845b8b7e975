"""The formats that are recognised: one file each, found by being in this folder.

Others can add theirs as entry points of the group `dependency_explorer.profiles`, each of which is a Profile.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from importlib.metadata import entry_points

from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, shown

ENTRY_POINTS = "dependency_explorer.profiles"
SURE_ENOUGH = 0.3
"""Below this a format is not proposed."""


def all_profiles() -> tuple[Profile, ...]:
    """Every profile, by name; those of entry points behind ours. A foreign one that fails to load is left out, and
    told by `left_out`."""
    return _loaded()[0]


def left_out() -> tuple[str, ...]:
    """A sentence for each profile of an entry point that failed to load."""
    return _loaded()[1]


@functools.cache
def _loaded() -> tuple[tuple[Profile, ...], tuple[str, ...]]:
    found: dict[str, Profile] = {}
    failed: list[str] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        if module.name.startswith("_"):
            continue
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        for profile in getattr(loaded, "PROFILES", ()):
            found[profile.name] = profile
    for point in entry_points(group=ENTRY_POINTS):
        try:
            profile = point.load()
        except Exception as error:  # whatever a foreign module does while it is imported
            failed.append(
                f"The profile {shown(point.name)} of {point.value} is left out: {error!r}. Mend or remove it."
            )
            continue
        if isinstance(profile, Profile):
            found.setdefault(profile.name, profile)
        else:
            failed.append(f"The profile {shown(point.name)} of {point.value} is left out: it is no Profile.")
    return tuple(found.values()), tuple(failed)


def profile_named(name: str) -> Profile:
    """The profile of a name. Raises DataError with the names that there are."""
    for profile in all_profiles():
        if profile.name == name:
            return profile
    names = ", ".join(profile.name for profile in all_profiles())
    raise DataError(f"There is no profile {shown(name)}. There are {names}.")


def recognise(source: Source) -> list[tuple[Profile, Recognition]]:
    """The profiles that take the file for theirs, surest first."""
    found = []
    for profile in all_profiles():
        recognition = profile.recognise(source)
        if recognition is not None and recognition.confidence >= SURE_ENOUGH:
            found.append((profile, recognition))
    if not found and source.look_further():
        return recognise(source)
    return sorted(found, key=lambda pair: -pair[1].confidence)


def surest(source: Source) -> tuple[Profile, Recognition] | None:
    """The first that `recognise` would name; a profile that cannot be surer than one before is not asked."""
    best: tuple[Profile, Recognition] | None = None
    for profile in sorted(all_profiles(), key=lambda one: -one.at_most):
        if best is not None and best[1].confidence >= profile.at_most:
            break
        known = profile.recognise(source)
        if known is not None and known.confidence > (best[1].confidence if best else 0.0):
            best = profile, known
    if best is not None and best[1].confidence >= SURE_ENOUGH:
        return best
    return surest(source) if source.look_further() else None
