"""All arithmetic scenes, for training only."""
import random

from . import (scenes_basics, scenes_counts, scenes_days, scenes_events, scenes_home, scenes_land, scenes_mixed, scenes_money,
               scenes_play, scenes_plots, scenes_school, scenes_trade, scenes_turns, scenes_voices, scenes_way, scenes_work)
from .problem import Draft
from .scene import tell

THEMES = (scenes_basics, scenes_counts, scenes_days, scenes_events, scenes_home, scenes_land, scenes_mixed, scenes_money, scenes_play,
          scenes_plots, scenes_school, scenes_trade, scenes_turns, scenes_voices, scenes_way, scenes_work)
SCENES = [scene for theme in THEMES for scene in theme.SCENES]


def scene(rng: random.Random) -> Draft:
    return tell(rng.choice(SCENES), rng)
