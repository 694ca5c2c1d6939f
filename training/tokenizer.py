"""Byte-level BPE with LLaDA's special tokens: training, encoding, tokenizer.json.

Pre-tokenisation is Llama 3's with single digits; the alphabet is GPT-2's. The files are what a Hugging
Face checkpoint carries.
"""
import collections
import json
import pathlib
import re

# ASCII form of REGEX: the problems are ASCII.
WORDS = re.compile(r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\nA-Za-z0-9]?[A-Za-z]+|[0-9]| ?[^\sA-Za-z0-9]+[\r\n]*"
                   r"|\s*[\r\n]+|\s+(?!\S)|\s+")
REGEX = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}]+[\r\n]*"
         r"|\s*[\r\n]+|\s+(?!\S)|\s+")
SPECIALS = ["<|startoftext|>", "<|endoftext|>", "<|start_header_id|>", "<|end_header_id|>",
            "<|eot_id|>", "<|mdm_mask|>"]
CHAT_TEMPLATE = (
    "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = "
    "'<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + "
    "'<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}"
    "{{ content }}{% endfor %}{% if add_generation_prompt %}"
    "{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}")


def byte_alphabet() -> dict[int, str]:
    """GPT-2's printable character for every byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, extra = {byte: chr(byte) for byte in printable}, 0
    for byte in range(256):
        if byte not in letters:
            letters[byte] = chr(256 + extra)
            extra += 1
    return letters


BYTE_TO_LETTER = byte_alphabet()
LETTER_TO_BYTE = {letter: byte for byte, letter in BYTE_TO_LETTER.items()}


def merged(parts: list[str], pair: tuple[str, str]) -> list[str]:
    """Every occurrence of the pair joined, from the left."""
    out, i = [], 0
    while i < len(parts):
        if i + 1 < len(parts) and (parts[i], parts[i + 1]) == pair:
            out.append(parts[i] + parts[i + 1])
            i += 2
        else:
            out.append(parts[i])
            i += 1
    return out


def learn_merges(texts: list[str], count: int) -> list[tuple[str, str]]:
    """The `count` most frequent pairs, one after the other; ties go to the larger pair."""
    words = collections.Counter()
    for text in texts:
        words.update(WORDS.findall(text))
    parts = {word: [BYTE_TO_LETTER[b] for b in word.encode()] for word in words}
    merges = []
    for _ in range(count):
        pairs = collections.Counter()
        for word, pieces in parts.items():
            for pair in zip(pieces, pieces[1:]):
                pairs[pair] += words[word]
        if not pairs:
            break
        best = max(pairs.items(), key=lambda item: (item[1], item[0]))[0]
        merges.append(best)
        for word, pieces in parts.items():
            if len(pieces) > 1:
                parts[word] = merged(pieces, best)
    return merges


def vocabulary(merges: list[tuple[str, str]], size: int) -> dict[str, int]:
    """Bytes, merges, and unused entries up to the special tokens at the end."""
    ids = {BYTE_TO_LETTER[byte]: byte for byte in range(256)}
    for left, right in merges:
        ids[left + right] = len(ids)
    while len(ids) < size - len(SPECIALS):
        ids[f"<|unused_{len(ids)}|>"] = len(ids)
    return ids


def save(folder: pathlib.Path, merges: list[tuple[str, str]], size: int) -> None:
    ids = vocabulary(merges, size)
    flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
    added = [dict(id=len(ids) + i, content=text, **flags) for i, text in enumerate(SPECIALS)]
    split = dict(type="Split", pattern=dict(Regex=REGEX), behavior="Isolated", invert=False)
    level = dict(type="ByteLevel", add_prefix_space=False, trim_offsets=True, use_regex=False)
    model = dict(type="BPE", dropout=None, unk_token=None, continuing_subword_prefix=None,
                 end_of_word_suffix=None, fuse_unk=False, byte_fallback=False, ignore_merges=False,
                 vocab=ids, merges=[" ".join(pair) for pair in merges])
    tokenizer = dict(version="1.0", truncation=None, padding=None, added_tokens=added, normalizer=None,
                     pre_tokenizer=dict(type="Sequence", pretokenizers=[split, level]),
                     post_processor=None,
                     decoder=dict(type="ByteLevel", add_prefix_space=True, trim_offsets=True, use_regex=True),
                     model=model)
    config = dict(tokenizer_class="PreTrainedTokenizerFast", bos_token=SPECIALS[0], eos_token=SPECIALS[1],
                  pad_token=SPECIALS[1], mask_token=SPECIALS[5], clean_up_tokenization_spaces=False,
                  model_max_length=512, chat_template=CHAT_TEMPLATE,
                  added_tokens_decoder={str(len(ids) + i): dict(content=text, **flags)
                                        for i, text in enumerate(SPECIALS)})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, indent=1))
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1))


class Tokenizer:
    def __init__(self, path: pathlib.Path):
        data = json.loads(pathlib.Path(path).read_text())
        self.ids = data["model"]["vocab"]
        self.ranks = {tuple(m.split(" ")): i for i, m in enumerate(data["model"]["merges"])}
        self.special = {entry["content"]: entry["id"] for entry in data["added_tokens"]}
        self.size = len(self.ids) + len(self.special)
        self.bos, self.eos, self.header, self.header_end, self.eot, self.mask = (
            self.special[text] for text in SPECIALS)
        self._texts = {i: t for t, i in self.ids.items()}
        self._cache: dict[str, list[int]] = {}
        self._before = [self.bos, self.header, *self.encode("user"), self.header_end, *self.encode("\n\n")]
        self._after = [self.eot, self.header, *self.encode("assistant"), self.header_end, *self.encode("\n\n")]

    def encode(self, text: str) -> list[int]:
        """Plain text; special tokens are not recognised."""
        out: list[int] = []
        for word in WORDS.findall(text):
            ids = self._cache.get(word)
            if ids is None:
                ids = self._cache[word] = self._encode_word(word)
            out += ids
        return out

    def prompt(self, question: str) -> list[int]:
        """LLaDA's chat template around one user message."""
        return self._before + self.encode(question) + self._after

    def decode(self, ids) -> str:
        """Text up to the end of the turn or of the text."""
        out = bytearray()
        for token in map(int, ids):
            if token in (self.eot, self.eos):
                break
            out += self._bytes(token)
        return out.decode("utf-8", "replace")

    def text(self, token: int) -> str:
        """Of one token; empty for a special one."""
        return self._bytes(token).decode("utf-8", "replace")

    def _bytes(self, token: int) -> bytes:
        text = self._texts.get(token)
        if text is None or text.startswith("<|unused"):
            return b""
        return bytes(LETTER_TO_BYTE[letter] for letter in text)

    def _encode_word(self, word: str) -> list[int]:
        pieces = [BYTE_TO_LETTER[b] for b in word.encode()]
        while len(pieces) > 1:
            best = min(zip(pieces, pieces[1:]), key=lambda pair: self.ranks.get(pair, 1 << 30))
            if best not in self.ranks:
                break
            pieces = merged(pieces, best)
        return [self.ids[piece] for piece in pieces]
