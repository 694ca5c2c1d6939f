"""Endless training batches: problems, encoded and packed by length. Deterministic by seed.

A batch has a fixed number of sequences of every length of LENGTHS (its `rows`), so that the network
always sees the same shapes. A sequence is prompt, answer, <|eot_id|> and end-of-text up to the length.
"""
import multiprocessing
import pathlib
import random
from typing import Iterator, NamedTuple

import numpy as np

from problems.problem import draw
from tasks import MIXES
from tokenizer import Tokenizer

LENGTHS = (32, *range(48, 208, 16), 224, 256, 320, 512)
LONGEST_ANSWER = 256
FULL_CANVAS_SHARE = 0.06  # sequences with end-of-text up to one of the mix's canvases
RARE = 0.1                # sequences a batch of a length that is left out: one of them would mostly be filled
MAX_WAITING = 4           # batches' worth of one length kept for later


class Sample(NamedTuple):
    tokens: np.ndarray  # int16 [length]
    prompt: int
    answer: int         # with <|eot_id|>


class Source(NamedTuple):
    """What problems are drawn. drills: their share; excluded: questions that are never drawn."""
    mix: str = "all"
    drills: float = 0.15
    excluded: frozenset[str] = frozenset()


def sample_of(tokenizer: Tokenizer, rng: random.Random, problem, canvases: tuple[int, ...]) -> Sample | None:
    prompt, answer = tokenizer.prompt(problem.question), tokenizer.encode(problem.answer) + [tokenizer.eot]
    if len(answer) > LONGEST_ANSWER:
        return None
    canvas = len(answer)
    if rng.random() < FULL_CANVAS_SHARE:
        canvas = max(canvas, rng.choice(canvases))
    wanted = len(prompt) + canvas
    length = next((n for n in LENGTHS if n >= wanted), None)
    if length is None:
        length = LENGTHS[-1]
        if len(prompt) + len(answer) > length:
            return None
    tokens = np.full(length, tokenizer.eos, np.int16)
    tokens[:len(prompt)] = prompt
    tokens[len(prompt):len(prompt) + len(answer)] = answer
    return Sample(tokens, len(prompt), len(answer))


def samples(tokenizer: Tokenizer, rng: random.Random, source: Source) -> Iterator[Sample]:
    mix = MIXES[source.mix]
    tasks = [mix.drill, *(task for task, _ in mix.tasks.values())]
    shares = [source.drills, *((1 - source.drills) * share for _, share in mix.tasks.values())]
    while True:
        problem = draw(rng.choices(tasks, shares)[0], "train", rng)
        if problem.question in source.excluded:
            continue
        sample = sample_of(tokenizer, rng, problem, mix.canvases)
        if sample is not None:
            yield sample


def composition(tokenizer: Tokenizer, tokens: int, source: Source) -> tuple[tuple[int, int], ...]:
    """(sequences, length) of a batch of about `tokens` tokens, in the shares of 20,000 samples."""
    count = dict.fromkeys(LENGTHS, 0)
    drawn = samples(tokenizer, random.Random(0), source)
    for _ in range(20000):
        count[len(next(drawn).tokens)] += 1
    total = sum(length * n for length, n in count.items())
    expected = {length: n * tokens / total for length, n in count.items()}
    return tuple((max(1, round(n)), length) for length, n in expected.items() if n >= RARE)


class Batch(NamedTuple):
    """One array per length, in the order of `rows`."""
    tokens: list[np.ndarray]  # int16 [sequences, length]
    prompt: list[np.ndarray]  # int16 [sequences]
    answer: list[np.ndarray]


def batches(folder: pathlib.Path, seed: int, rows, source: Source) -> Iterator[Batch]:
    tokenizer = Tokenizer(folder / "tokenizer.json")
    waiting: dict[int, list[Sample]] = {length: [] for _, length in rows}
    drawn = samples(tokenizer, random.Random(seed), source)
    while True:
        while not _enough(rows, waiting):
            sample = next(drawn)
            queue = waiting.get(len(sample.tokens))
            if queue is not None:
                queue.append(sample)
        yield _packed(rows, waiting, tokenizer.eos)


def _enough(rows, waiting) -> bool:
    """A single sequence of a length is often a rare one: a shorter sample may take its place."""
    spare = 0  # of this length and the shorter ones
    for count, length in rows:
        spare += len(waiting[length]) - count
        if spare < 0 or (count > 1 and len(waiting[length]) < count):
            return False
    return True


def _packed(rows, waiting, eos: int) -> Batch:
    parts = []
    for count, length in rows:
        queue = waiting[length]
        parts.append(queue[:count] or [_lengthened(rows, waiting, length, eos)])
        waiting[length] = queue[count:count * (MAX_WAITING + 1)]
    column = lambda field: [np.array([getattr(s, field) for s in part], np.int16) for part in parts]
    return Batch([np.stack([s.tokens for s in part]) for part in parts],
                 column("prompt"), column("answer"))


def _lengthened(rows, waiting, length: int, eos: int) -> Sample:
    """The longest sample that is not needed, with end-of-text up to the length."""
    sample = waiting[max(n for _, n in rows if n < length and waiting[n])].pop()
    tokens = np.full(length, eos, np.int16)
    tokens[:len(sample.tokens)] = sample.tokens
    return sample._replace(tokens=tokens)


def _work(queue, *arguments) -> None:
    for batch in batches(*arguments):
        queue.put(batch)


def parallel_batches(folder: pathlib.Path, seed: int, rows, source: Source, workers: int) -> Iterator[Batch]:
    """Round robin over the workers: the same sequence for the same seed and number of workers."""
    queues = [multiprocessing.Queue(4) for _ in range(workers)]
    for i, queue in enumerate(queues):
        multiprocessing.Process(target=_work, args=(queue, folder, seed * 1000 + i, rows, source),
                                daemon=True).start()
    while True:
        for queue in queues:
            yield queue.get()
