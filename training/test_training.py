"""The trainer itself: needs torch, numpy, OpenBLAS and a compiler. python3 -m unittest test_training"""
import processor  # first

import dataclasses
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import numpy as np
import torch

import average
import batches
import checkpoint
import grow
import native
import reference
import train
from engines import Masker, NativeEngine, TorchEngine
from following import STEP, Follower, State, go_on
from masking import States, TokenKinds, mask_batch
from model import Llada, Shape, initialise
from optimizer import Optimizer, orthogonal
from problems.problem import draw
from sampler import decode
from tasks import MIXES, TASKS, Shares
from tokenizer import Tokenizer

MINI = pathlib.Path(__file__).parent.parent / "tests" / "data" / "llada-mini-math"
MODELS = MINI.parent.parent.parent / "models"
SMALL = Shape(d_model=64, n_layers=2, n_heads=2, mlp_hidden_size=96, vocab_size=300)
SMALL_IN_TILES = Shape(d_model=64, n_layers=2, n_heads=2, mlp_hidden_size=128, vocab_size=320)


def small_model(seed: int = 1, shape: Shape = SMALL) -> Llada:
    model = Llada(shape)
    initialise(model, seed)
    return model


def relative(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(a - b) / np.linalg.norm(b))


class TokenizerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.tokenizer = Tokenizer(MINI / "tokenizer.json")

    def test_text_comes_back(self) -> None:
        rng = random.Random(1)
        for task, _ in TASKS.values():
            for _ in range(50):
                answer = draw(task, "train", rng).answer
                self.assertEqual(self.tokenizer.decode(self.tokenizer.encode(answer)), answer)

    def test_a_prompt_is_the_chat_template(self) -> None:
        ids = self.tokenizer.prompt("Hi")
        self.assertEqual(ids[:2], [self.tokenizer.bos, self.tokenizer.header])
        self.assertEqual(ids.count(self.tokenizer.eot), 1)

    def test_digits_stand_alone(self) -> None:
        self.assertEqual(len(self.tokenizer.encode("12345")), 5)


class MaskingTest(unittest.TestCase):
    def setUp(self) -> None:
        rows, length = 4000, 96
        self.tokens = torch.randint(0, 900, (rows, length))
        self.prompt = torch.randint(10, 50, (rows,))
        self.answer = torch.minimum(torch.randint(5, 40, (rows,)), length - self.prompt)
        generator = torch.Generator().manual_seed(3)
        kind = torch.arange(1024) % 6
        kinds = TokenKinds(torch.where(kind == 0, torch.arange(1024), 0), *(kind == k for k in range(1, 6)))
        _, self.inputs, self.weights, _ = mask_batch(self.tokens, self.prompt, self.answer, 1023, kinds, generator)

    def test_prompts_are_never_hidden(self) -> None:
        prompt = torch.arange(96)[None] < self.prompt[:, None]
        self.assertFalse((self.inputs.eq(1023) & prompt).any())
        self.assertTrue((self.inputs.eq(1023) | self.inputs.eq(self.tokens)).all())

    def test_only_hidden_tokens_weigh(self) -> None:
        self.assertTrue((self.weights >= 0).all())
        self.assertFalse((self.weights.gt(0) & self.inputs.ne(1023)).any())

    def test_a_sequence_weighs_about_one(self) -> None:
        """Somewhat less: a block of which little is hidden counts less."""
        self.assertAlmostEqual(float(self.weights.sum(1).mean()), 0.9, delta=0.15)


class BlockTest(unittest.TestCase):
    def test_less_is_known_the_farther_behind_the_first_hidden_token(self) -> None:
        rows, prompt, answer, length = 4000, 10, 64, 170
        states = States(torch.zeros(rows, length, dtype=torch.long), torch.full((rows,), prompt),
                        torch.full((rows,), answer), torch.Generator().manual_seed(5))
        hidden, *_ = states.block()
        self.assertFalse(hidden[:, :prompt].any())
        first = hidden.float().argmax(1)
        self.assertTrue(hidden.any(1).all())
        distance = torch.arange(length)[None] - first[:, None]
        known = [float((~hidden)[(distance >= low) & (distance < high)].float().mean())
                 for low, high in ((1, 6), (6, 12), (12, 24), (24, 48))]
        self.assertEqual(known, sorted(known, reverse=True))
        self.assertGreater(known[0], 0.2)
        self.assertLess(known[3], 0.05)


class FollowingTest(unittest.TestCase):
    """A block of 32 behind a prompt of 4 and a known block of 8: half of it hidden, an answer up to its 24th token."""
    mask, rows, length = 9, 600, 60

    def setUp(self) -> None:
        torch.manual_seed(4)
        position = torch.arange(self.length).expand(self.rows, -1)
        self.block = torch.where((position >= 12) & (position < 44), torch.where(position < 36, 1.0, 0.3), 0.0)
        hidden = (position >= 44) | ((torch.rand(position.shape) < 0.5) & (self.block > 0))
        hidden[:, 12] = True
        tokens = torch.randint(0, 9, position.shape)
        self.state = State(tokens, torch.where(hidden, self.mask, tokens), torch.where(hidden, 0.01, 0.0), self.block)
        self.confidence = torch.rand(position.shape)
        self.generator = torch.Generator().manual_seed(2)

    def hidden(self, state: State):
        return state.inputs.eq(self.mask)

    def test_what_is_surest_is_settled_as_it_should_be(self) -> None:
        after, is_left = go_on(self.state, self.confidence, self.mask, self.generator)
        settled, left = self.hidden(self.state) & ~self.hidden(after), self.hidden(after) & (self.block > 0)
        self.assertFalse((self.hidden(after) & ~self.hidden(self.state)).any())
        self.assertTrue((after.inputs.eq(after.tokens) | self.hidden(after)).all())
        self.assertTrue(self.hidden(after)[:, 44:].all(), "later blocks stay hidden")
        least = torch.where(settled, self.confidence, 2.0).amin(1)
        self.assertTrue((torch.where(left, self.confidence, -1.0).amax(1) < least).all())
        counts = (settled & (self.block == 1)).sum(1)
        self.assertEqual(set(counts.tolist()), set(range(1, STEP + 1)))
        self.assertTrue(torch.equal(left.any(1, keepdim=True), is_left))

    def test_of_the_others_the_surest_count_most(self) -> None:
        after, _ = go_on(self.state, self.confidence, self.mask, self.generator)
        self.assertFalse((after.weight.gt(0) & ~self.hidden(after)).any())
        self.assertTrue(torch.equal(after.weight[:, 44:], self.state.weight[:, 44:]))
        self.assertLessEqual(float(after.weight[:, :44].sum(1).max()), 1 + 1e-5)
        left = self.hidden(after) & (self.block == 1)
        for confidence, weight in ((c[l], w[l]) for c, w, l in zip(self.confidence, after.weight, left)):
            self.assertTrue(torch.equal(weight.argsort(), confidence.argsort()))

    def test_states_go_on_to_their_end(self) -> None:
        follower = Follower(self.mask, 1.0, self.generator)
        states, went = follower.join([self.state]), self.rows
        for _ in range(32):
            follower.settle(self.confidence.ravel())
            hidden = self.hidden(states[0]).sum(1)
            states = follower.join([State(*(torch.full_like(column, 7) for column in self.state))])
            goes_on = states[0].tokens.ne(7).any(1)
            self.assertLessEqual(int(goes_on.sum()), went)
            self.assertTrue((self.hidden(states[0]).sum(1)[goes_on] < hidden.max()).all())
            went = int(goes_on.sum())
        self.assertEqual(went, 0)

    def test_only_block_states_go_on_and_only_in_the_place_of_such(self) -> None:
        is_block = torch.arange(self.rows)[:, None] % 3 > 0
        follower = Follower(self.mask, 1.0, self.generator)
        follower.join([self.state._replace(block=self.block * is_block)])
        follower.settle(self.confidence.ravel())
        new = torch.full_like(self.state.tokens, 7)
        takes_place = torch.arange(self.rows)[:, None] % 2 > 0
        joined, = follower.join([State(new, new.clone(), torch.zeros_like(self.block), self.block * takes_place)])
        self.assertTrue((joined.tokens[~takes_place[:, 0]] == 7).all())
        originals = {tuple(row) for row in self.state.tokens[is_block[:, 0]].tolist()}
        gone_on = [tuple(row) for row in joined.tokens[takes_place[:, 0]].tolist()]
        self.assertGreater(len(gone_on), 200)
        self.assertTrue(set(gone_on) <= originals)

    def test_some_go_on(self) -> None:
        follower = Follower(self.mask, 0.25, self.generator)
        follower.join([self.state])
        follower.settle(self.confidence.ravel())
        self.assertAlmostEqual(float(follower.waiting[0][1].float().mean()), 0.25, delta=0.06)


class EnginesTest(unittest.TestCase):
    """Both engines, on one batch of problems: the same loss and the same confidences, by which states go on in time."""

    def test_states_go_on_alike_from_their_share_of_the_run_on(self) -> None:
        tokenizer = Tokenizer(MINI / "tokenizer.json")
        source = batches.Source("arithmetic")
        rows = batches.composition(tokenizer, 2048, source)
        shape = dataclasses.replace(SMALL, vocab_size=tokenizer.size)
        with tempfile.TemporaryDirectory() as folder:
            batch = next(batches.batches(MINI, 1, rows, source))
            masker = lambda: Masker(tokenizer, 1, "cpu", Shares(focus=0, noise=0, goes_on=1, goes_on_from=0.5))
            torch_engine = TorchEngine(small_model(shape=shape), rows, masker(), "muon", 0.05)
            native_engine = NativeEngine(small_model(shape=shape), rows, masker(), 0.05, 2, "f32", pathlib.Path(folder))
            for progress in (0.4, 0.5):
                losses = [float(engine.step(batch, 0.0, progress)) for engine in (torch_engine, native_engine)]
                self.assertAlmostEqual(losses[0] / losses[1], 1.0, delta=1e-4)
                waiting = [engine.masker.follower.waiting for engine in (torch_engine, native_engine)]
                self.assertEqual([len(each) for each in waiting], [0 if progress < 0.5 else len(rows)] * 2)
        after = [torch.cat([state.inputs.ravel() for state, _ in each]) for each in waiting]
        self.assertGreater(float(after[0].eq(after[1]).float().mean()), 0.99)


class AverageTest(unittest.TestCase):
    def test_weights_are_the_mean(self) -> None:
        tensors = checkpoint.read_safetensors(MINI / "model.safetensors")
        with tempfile.TemporaryDirectory() as folder:
            second, out = pathlib.Path(folder) / "second", pathlib.Path(folder) / "out"
            second.mkdir()
            checkpoint.write_safetensors(second / "model.safetensors", {n: 3 * a for n, a in tensors.items()})
            average.average(out, [MINI, second])
            mean = checkpoint.read_safetensors(out / "model.safetensors")
            self.assertEqual(list(mean), list(tensors))
            for name, array in tensors.items():
                np.testing.assert_allclose(mean[name], 2 * array, rtol=1e-6)
            self.assertEqual((out / "config.json").read_text(), (MINI / "config.json").read_text())

    def test_other_tensors_are_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            other = pathlib.Path(folder) / "other"
            other.mkdir()
            checkpoint.write_safetensors(other / "model.safetensors", {"w": np.zeros((2, 3), np.float32)})
            with self.assertRaisesRegex(ValueError, "tensors differ"):
                average.average(pathlib.Path(folder) / "out", [MINI, other])


class GrowTest(unittest.TestCase):
    def test_new_layers_change_nothing_at_first(self) -> None:
        tokens, rows = torch.arange(40) % 300, ((2, 20),)
        for layers in (2, 3):
            model = small_model()
            deeper = grow.grown(model, layers)
            self.assertEqual(len(deeper.blocks), layers)
            torch.testing.assert_close(deeper(tokens, rows), model(tokens, rows))

    def test_the_last_layer_stays_the_last(self) -> None:
        self.assertEqual(grow.places(4, 4), [0, 1, 2, 3])
        self.assertEqual(grow.places(4, 6), [0, 1, 3, 5])
        for layers in (3, 8):
            with self.assertRaises(ValueError):
                grow.places(4, layers)

    def test_a_file_becomes_a_checkpoint_with_its_tokenizer(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder)
            grow.main(MODELS / "llada-mini-math-q8_0.gguf", out)
            text, first, second = "Mia has 17 apples.\n#### 4", *(Tokenizer(f / "tokenizer.json") for f in (MINI, out))
            self.assertEqual(first.prompt(text), second.prompt(text))
            same = dict(checkpoint.load(MINI).named_parameters())
            for name, parameter in checkpoint.load(out).named_parameters():
                self.assertLess(relative(parameter.detach().numpy(), same[name].detach().numpy()), 0.01, name)


def copies(count: int, question: str, answer: str):
    """A batch of one sequence: tokenizer, prompt, answer, tokens [count, length], lengths of both, kinds."""
    tokenizer = Tokenizer(MINI / "tokenizer.json")
    prompt, answer = tokenizer.prompt(question), tokenizer.encode(answer)
    tokens = torch.tensor([prompt + answer + [tokenizer.eot]] * count)
    lengths = torch.full((count,), len(prompt)), torch.full((count,), len(answer) + 1)
    kinds = TokenKinds.of([tokenizer.text(token) for token in range(tokenizer.size)], "cpu")
    return tokenizer, prompt, answer, tokens, lengths, kinds


class FocusTest(unittest.TestCase):
    """Copied words and digits, or the result behind an equals sign."""

    def test_only_what_can_be_copied_or_calculated_is_hidden(self) -> None:
        tokenizer, prompt, answer, tokens, lengths, kinds = copies(500, "Lucy has 12 apples and buys 5 more.", "In all Lucy has 12 + 5 = 17.")
        hidden, weight = States(tokens, *lengths, torch.Generator().manual_seed(1)).focus(kinds, Shares())
        seen = {tokenizer.text(int(token)).strip() for token in tokens[hidden & (weight > 0)]}
        self.assertEqual(seen, {"Lucy", "has", "1", "2", "", "+", "5", "7", "."})
        equals = [tokenizer.text(int(token)) for token in tokens[0]].index(" =")
        # Two digits share the weight of a result, or where one is known the other and the end.
        results = hidden & (weight > 0.45) & ~hidden[:, equals:equals + 1]
        self.assertEqual({int(p) for p in torch.where(results)[1]}, {len(prompt) + len(answer) - n for n in (1, 2, 3)})
        self.assertAlmostEqual(float((weight * hidden).sum(1).max()), 1.0, delta=1e-6)

    def test_states_come_in_the_shares_asked_for(self) -> None:
        """Only a plan hides everything from the calculation on and counts nothing of what follows it."""
        tokenizer, prompt, answer, tokens, lengths, kinds = copies(2000, "Lucy has 12 apples.", "Lucy has 12 + 5 = 17.\n#### 17")
        equals = [tokenizer.text(int(token)) for token in tokens[0]].index(" =")
        plans = []
        for shares in (Shares(focus=0), Shares(focus=1, plan=0), Shares(focus=1, plan=0.5), Shares(focus=1, plan=1)):
            _, inputs, weight, _ = mask_batch(tokens, *lengths, tokenizer.mask, kinds, torch.Generator().manual_seed(1), shares)
            hidden = inputs == tokenizer.mask
            plans.append(float((hidden[:, equals:].all(1) & (weight[:, equals:] == 0).all(1)).float().mean()))
        self.assertEqual(plans[:2], [0, 0])
        self.assertTrue(0.2 < plans[2] < 0.3 and 0.45 < plans[3] < 0.55, plans)  # the others are about the end

    def test_of_a_plan_what_is_calculated_counts_and_all_behind_is_hidden(self) -> None:
        tokenizer, prompt, answer, tokens, lengths, kinds = copies(300, "Lucy has 12 apples.", "Lucy has 12 + 5 = 17.\n17 * 3 = 51\nSo it is 51.\n#### 51")
        states = States(tokens, *lengths, torch.Generator().manual_seed(1))
        hidden, plan = states._plan(kinds, states.response & (states.canvas < states.answer - 1))
        texts = [tokenizer.text(int(token)) for token in tokens[0]]
        counted = {"".join(text for text, is_plan in zip(texts, row) if is_plan).strip() for row in plan.tolist()}
        self.assertLessEqual({"12 + 5", "17 * 3", "+ 5", "* 3", "So it"}, counted)  # the last: nothing more is calculated
        self.assertFalse([text for text in counted - {"So it"} if text not in "12 + 5" and text not in "17 * 3"])
        for row, counts in zip(hidden.tolist(), plan.tolist()):
            first = counts.index(True)
            self.assertEqual(row, [False] * first + [True] * (len(row) - first))

    def test_an_answer_that_calculates_nothing_has_no_plan(self) -> None:
        tokenizer, prompt, answer, tokens, lengths, kinds = copies(9, "Sort 12, 5.", "5, 12\n#### 5, 12")
        states = States(tokens, *lengths, torch.Generator().manual_seed(1))
        self.assertFalse(states._plan(kinds, states.response & (states.canvas < states.answer - 1))[1].any())

    def test_of_one_result_what_its_known_digits_leave_counts(self) -> None:
        tokenizer, prompt, answer, tokens, lengths, kinds = copies(400, "Drill", "32 - 31 = 1\n160 - 54 = 106\n#### done")
        states = States(tokens, *lengths, torch.Generator().manual_seed(1))
        inside = states.response & (states.canvas < states.answer - 1)
        hidden, counted = states._result(kinds, inside, kinds.digit[tokens] & inside)
        shown = {"".join("_" if counts else "." if hides else tokenizer.text(int(token)) for token, hides, counts in zip(*row))
                 for row in zip(tokens[:, len(prompt):], hidden[:, len(prompt):], counted[:, len(prompt):])}
        known = {row.rsplit("=")[-1] for row in shown if row.startswith("32 - 31 = 1\n160 - 54 =")}
        self.assertLessEqual({".____....", " 1_6_....", " 106_....", " 1__\n#### done", " _06\n#### done"}, known)
        self.assertIn("32 - 31 = 1_" + "." * 17, shown)
        self.assertTrue(all("_" in row for row in shown), shown)

    def test_of_a_drill_only_results_are_hidden(self) -> None:
        lines = "12 + 5 = 17\n34 - 9 = 25\n#### done"
        tokenizer, prompt, answer, tokens, lengths, kinds = copies(300, "Drill", lines)
        weight = mask_batch(tokens, *lengths, tokenizer.mask, kinds, torch.Generator().manual_seed(1)).weight
        counted = {int(p) - len(prompt) for p in torch.where(weight > 0)[1]}
        texts = [tokenizer.text(token).strip() for token in answer]
        first, second = (i + 2 for i, text in enumerate(texts) if text == "=")  # a space comes before the digits
        digits_and_end = {start + i for start in (first, second) for i in range(3)}
        self.assertEqual(counted, digits_and_end)


class NativeTest(unittest.TestCase):
    """native_trainer.cpp against PyTorch's autograd."""
    products, tolerance, update_tolerance = "f32", 1e-5, 0.02
    shape, rows = SMALL, ((2, 33), (1, 70), (1, 50))

    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.model = small_model(shape=self.shape)
        library = native.build(pathlib.Path(self.folder.name))
        try:
            self.trainer = native.NativeTrainer(library, self.model, 2, self.products, micro_rows=128)
        except ValueError as error:
            self.skipTest(str(error))
        torch.manual_seed(0)
        self.lengths = [length for count, length in self.rows for _ in range(count)]
        count = sum(self.lengths)
        self.tokens, self.targets = torch.randint(0, 300, (2, count))
        self.weights = torch.rand(count) * (torch.rand(count) < 0.5)

    def tearDown(self) -> None:
        self.folder.cleanup()

    def losses(self) -> tuple[float, float]:
        logits = self.model(self.tokens, self.rows)
        loss = (torch.nn.functional.cross_entropy(logits, self.targets, reduction="none") * self.weights).sum()
        loss.backward()
        ours = self.trainer.gradients(self.tokens.numpy(), self.targets.numpy(), self.weights.numpy(), self.lengths)
        return float(loss), ours

    def parameters(self):
        """Each parameter with its part of the flat array."""
        at, named = 0, dict(self.model.named_parameters())
        for name in native.checkpoint_order(named):
            yield name, named[name], slice(at, at + named[name].numel())
            at += named[name].numel()

    def test_loss_and_gradients(self) -> None:
        theirs, ours = self.losses()
        self.assertAlmostEqual(ours / theirs, 1.0, delta=self.tolerance)
        for name, parameter, part in self.parameters():
            self.assertLess(relative(self.trainer.gradient[part], parameter.grad.numpy().ravel()), self.tolerance, name)

    def test_confidences(self) -> None:
        self.losses()
        sure = self.model(self.tokens, self.rows).softmax(-1).amax(-1).detach().numpy()
        weighs = self.weights.numpy() > 0
        self.assertLess(relative(self.trainer.confidence[weighs], sure[weighs]), self.tolerance)
        self.assertFalse(self.trainer.confidence[~weighs].any())

    def test_an_update_is_the_optimizers(self) -> None:
        before = self.trainer.weights.copy()
        self.losses()
        Optimizer(self.model, "muon", 0.05).step(1e-2)
        self.trainer.update(1e-2, 0.05, 1.0)
        for name, parameter, part in self.parameters():
            change = self.trainer.weights[part] - before[part]
            wanted = parameter.detach().numpy().ravel() - before[part]
            self.assertLess(relative(change, wanted), self.update_tolerance, name)

    def test_a_saved_state_goes_on_alike(self) -> None:
        path = pathlib.Path(self.folder.name) / "state.npz"
        self.losses()
        self.trainer.update(1e-2, 0.05, 1.0)
        self.trainer.save_state(path)
        other = native.NativeTrainer(native.build(pathlib.Path(self.folder.name)), small_model(2, self.shape), 1, self.products)
        self.assertEqual(other.load_state(path), 1)
        np.testing.assert_array_equal(other.weights, self.trainer.weights)
        np.testing.assert_array_equal(other.second, self.trainer.second)


class HalfProductsTest(NativeTest):
    """Products in half precision: eleven bits, as in sums of a run of 128."""
    products, tolerance, update_tolerance = "f16", 1e-2, 0.15  # Adam's first step knows only signs
    shape, rows = SMALL_IN_TILES, ((2, 32), (1, 72), (1, 56))


class TileProductsTest(NativeTest):
    """Products in bfloat16: eight bits; of lengths and sizes that do not fill their tiles."""
    products, tolerance, update_tolerance = "bf16", 2e-2, 0.25


class DotProductsTest(NativeTest):
    """The same tiles by dot products of AVX-512 BF16."""
    products, tolerance, update_tolerance = "bf16-dot", 2e-2, 0.25


class OptimizerTest(unittest.TestCase):
    def test_the_update_is_nearly_orthogonal(self) -> None:
        """The quintic iteration leaves singular values between about 0.7 and 1.2."""
        x = orthogonal(torch.randn(3, 64, 96))
        values = torch.linalg.svdvals(x)
        self.assertGreater(float(values.min()), 0.3)
        self.assertLess(float(values.max()), 1.4)


class CheckpointTest(unittest.TestCase):
    def test_a_model_comes_back(self) -> None:
        model = checkpoint.load(MINI)
        with tempfile.TemporaryDirectory() as folder:
            checkpoint.export(model, MINI, pathlib.Path(folder))
            again = checkpoint.load(pathlib.Path(folder))
        for name, parameter in model.named_parameters():
            self.assertTrue(torch.equal(parameter, dict(again.named_parameters())[name]), name)


class SamplerTest(unittest.TestCase):
    def test_padding_on_the_left_changes_nothing(self) -> None:
        tokenizer, model = Tokenizer(MINI / "tokenizer.json"), checkpoint.load(MINI)
        prompts = [tokenizer.prompt(q) for q in ("Mia has 5 apples and finds 7 more. How many apples does Mia have?",
                                                "What is 3 + 4?")]
        options = dict(canvas=32, mask_id=tokenizer.mask, eot=tokenizer.eot)
        together, passes = decode(model, prompts, **options)
        alone = [decode(model, [prompt], **options)[0][0] for prompt in prompts]
        self.assertEqual(together, alone)
        self.assertEqual(passes, [32, 32])

    def test_a_threshold_takes_fewer_passes(self) -> None:
        tokenizer, model = Tokenizer(MINI / "tokenizer.json"), checkpoint.load(MINI)
        prompt = tokenizer.prompt("Mia has 5 apples and finds 7 more. How many apples does Mia have?")
        _, passes = decode(model, [prompt], 32, tokenizer.mask, tokenizer.eot, threshold=0.9)
        self.assertLess(passes[0], 32)


class ReferenceTest(unittest.TestCase):
    """The sampler and the GGUF reader against files that nobody here wrote the code for, and against each other."""

    def test_the_sampler_gives_the_recorded_answers(self) -> None:
        tokenizer, model = Tokenizer(MINI / "tokenizer.json"), checkpoint.load(MINI)
        recorded = json.loads((MINI / "reference" / "sampler_thr0.9.json").read_text())["cases"][:4]
        outputs, passes = decode(model, [case["prompt"] for case in recorded], 128, tokenizer.mask, tokenizer.eot,
                                 threshold=0.9, early_stop=False)
        self.assertEqual(outputs, [case["output"] for case in recorded])
        self.assertEqual(passes, [case["forwards"] for case in recorded])

    def test_a_quantised_file_holds_the_checkpoints_weights(self) -> None:
        stored = dict(reference.load(MODELS / "llada-mini-math-q8_0.gguf").named_parameters())
        for name, parameter in checkpoint.load(MINI).named_parameters():
            self.assertLess(relative(stored[name].detach().numpy(), parameter.detach().numpy()), 0.01, name)


class BatchesTest(unittest.TestCase):
    def test_the_same_seed_draws_the_same(self) -> None:
        rows = ((3, 96), (2, 128))
        first, second = (next(batches.batches(MINI, 7, rows, batches.Source(drills=0.1))) for _ in range(2))
        for a, b in zip(first.tokens, second.tokens):
            np.testing.assert_array_equal(a, b)
        self.assertEqual([t.shape for t in first.tokens], [(3, 96), (2, 128)])

    def test_a_shorter_sample_takes_the_place_of_a_rare_length(self) -> None:
        """Some thousand draws would be needed for a sample of 512."""
        rows = ((20, 96), (8, 128), (1, 512))
        stream = batches.batches(MINI, 7, rows, batches.Source(drills=0.1))
        for batch in (next(stream) for _ in range(5)):
            self.assertEqual([t.shape for t in batch.tokens], [(20, 96), (8, 128), (1, 512)])
            prompt, answer = int(batch.prompt[2][0]), int(batch.answer[2][0])
            self.assertLessEqual(prompt + answer, 512)
            self.assertEqual(set(batch.tokens[2][0, prompt + answer:]), {1019})

    def test_a_length_that_is_rare_in_a_batch_is_left_out(self) -> None:
        """Otherwise a small batch would be full of end-of-text."""
        tokenizer = Tokenizer(MINI / "tokenizer.json")
        for mix in MIXES:
            for wanted in (6144, 12288):
                rows = batches.composition(tokenizer, wanted, batches.Source(mix))
                self.assertLess(abs(sum(count * length for count, length in rows) - wanted), 0.15 * wanted, (mix, rows))
        small, large = (dict((length, count) for count, length in
                             batches.composition(tokenizer, wanted, batches.Source("arithmetic"))) for wanted in (1024, 49152))
        self.assertLess(max(small), max(large))
        self.assertTrue(set(small) <= set(large))

    def test_the_mix_of_arithmetic_draws_the_families_that_are_tested(self) -> None:
        rng, ((task, share),) = random.Random(1), MIXES["arithmetic"].tasks.values()
        tested = {family.__name__ for family in TASKS["arithmetic"][0].families}
        drawn = {draw(task, "train", rng).family for _ in range(2000)}
        self.assertEqual(share, 1)
        self.assertTrue(drawn <= tested)
        self.assertNotIn("scene", drawn)
        self.assertIn("scene", {draw(TASKS["arithmetic"][0], "train", rng).family for _ in range(200)})


class RunTest(unittest.TestCase):
    """A run of a few steps learns, and can be resumed."""

    def run_training(self, folder: str, *options: str, start: pathlib.Path | None = MINI) -> None:
        begin = ["--start", str(start)] if start else []
        subprocess.run([sys.executable, train.__file__, folder, *begin, "--tokens-per-step", "2048",
                        "--workers", "1", "--look-count", "0", "--rate", "1e-2", *options], check=True,
                       stdout=subprocess.DEVNULL)

    def test_the_loss_falls_and_the_run_goes_on(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.run_training(folder, "--steps", "40", "--look-every", "0.25")
            losses = [float(line.split(",")[3]) for line in
                      (pathlib.Path(folder) / "curve.csv").read_text().splitlines()[1:]]
            self.assertEqual(len(losses), 4)
            self.assertLess(losses[-1], losses[0])
            facts = lambda: json.loads((pathlib.Path(folder) / "run.json").read_text())
            before = facts()["tokens"]
            self.run_training(folder, "--steps", "50", "--resume", "--tokens-per-step", "1024", start=None)
            self.assertEqual(facts()["steps"], 50)
            self.assertTrue(before < facts()["tokens"] < before * 48 / 40, "smaller steps count as such")

    def test_checkpoints_of_the_last_looks_are_kept(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.run_training(folder, "--steps", "8", "--look-every", "0.25", "--keep-looks", "2")
            out = pathlib.Path(folder)
            looks = sorted(out.glob("look-*"))
            self.assertEqual([look.name for look in looks], ["look-0000006", "look-0000008"])
            first, last = (checkpoint.read_safetensors(look / "model.safetensors") for look in looks)
            end = checkpoint.read_safetensors(out / "model.safetensors")
            self.assertTrue(all(np.array_equal(last[name], end[name]) for name in end))
            self.assertFalse(all(np.array_equal(first[name], end[name]) for name in end))


if __name__ == "__main__":
    unittest.main()
