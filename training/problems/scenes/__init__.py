"""All arithmetic scenes, for training only."""
import importlib
import pkgutil
import random

from ..problem import Draft
from ..scene import tell

THEMES = [importlib.import_module(f"{__name__}.{theme.name}") for theme in pkgutil.iter_modules(__path__)]
SCENES = [scene for theme in THEMES for scene in theme.SCENES]


def scene(rng: random.Random) -> Draft:
    return tell(rng.choice(SCENES), rng)
