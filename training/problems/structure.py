"""Sorting, reversing, and tables as text, CSV and JSON."""
import json
import random
from typing import Callable

from .problem import Draft, Family, Reject, Task
from .words import (ANIMALS, CITIES, COLOURS, DAYS, FOODS, FRUITS, JOBS, MONTHS, NAMES, SORTABLE, SPORTS, and_list,
                    article)

# --- sort ---------------------------------------------------------------------------------------------------


def commas(items: list) -> str:
    return ", ".join(map(str, items))


def ask_list(rng: random.Random, asks: list[str], items: list) -> str:
    """One of the wordings with the list put in, on the same or the next line."""
    return rng.choice(asks).format(commas(items))


def numbers(rng: random.Random, low: int, high: int) -> list[int]:
    """low to high distinct numbers of one magnitude or of mixed ones."""
    count, top = rng.randint(low, high), rng.choice([30, 100, 100, 1000, 1000, 10000])
    if rng.random() < 0.2:
        return list({rng.randrange(rng.choice([10, 100, 1000])): 0 for _ in range(count + 2)})[:count]
    return rng.sample(range(top), count)


def some_words(rng: random.Random, low: int, high: int) -> list[str]:
    return rng.sample(SORTABLE, rng.randint(low, high))


ASCENDING = ["Sort these numbers in ascending order: {}", "Sort from smallest to largest: {}",
             "Put the numbers in increasing order.\n{}", "{}\nSort this list, smallest first.",
             "Order these numbers from low to high: {}", "Arrange in ascending order: {}",
             "Can you sort {} in ascending order?"]
DESCENDING = ["Sort these numbers in descending order: {}", "Sort from largest to smallest: {}",
              "Put the numbers in decreasing order.\n{}", "{}\nSort this list, largest first.",
              "Order these numbers from high to low: {}", "Arrange in descending order: {}",
              "Can you sort {} in descending order?"]
ALPHABET = ["Sort these words alphabetically: {}", "Put the words in alphabetical order.\n{}",
            "Sort from A to Z: {}", "{}\nWrite this list in alphabetical order.", "Alphabetize: {}",
            "Can you put {} in alphabetical order?"]
BACKWARD = ["Sort these words in reverse alphabetical order: {}", "Sort from Z to A: {}",
            "Put the words in alphabetical order, but backwards: {}", "{}\nSort this list from Z to A."]
LENGTH = ["Sort these words by length, shortest first; words of one length keep their order: {}",
          "Order the words from shortest to longest (ties stay in the given order): {}",
          "{}\nSort by number of letters, short words first. Equal lengths keep their order."]


def sort_ascending(rng: random.Random) -> Draft:
    items = numbers(rng, 4, 16)
    return Draft(ask_list(rng, ASCENDING, items), "", commas(sorted(items)))


def sort_descending(rng: random.Random) -> Draft:
    items = numbers(rng, 4, 16)
    return Draft(ask_list(rng, DESCENDING, items), "", commas(sorted(items, reverse=True)))


def sort_repeated(rng: random.Random) -> Draft:
    """Small numbers, some of them more than once."""
    items = [rng.randrange(rng.choice([10, 20])) for _ in range(rng.randint(5, 16))]
    down = rng.random() < 0.5
    return Draft(ask_list(rng, DESCENDING if down else ASCENDING, items), "", commas(sorted(items, reverse=down)))


def sort_signed(rng: random.Random) -> Draft:
    """Numbers below zero among them."""
    items = rng.sample(range(-99, 100), rng.randint(4, 12))
    down = rng.random() < 0.5
    return Draft(ask_list(rng, DESCENDING if down else ASCENDING, items), "", commas(sorted(items, reverse=down)))


def sort_words(rng: random.Random) -> Draft:
    items = some_words(rng, 4, 14)
    return Draft(ask_list(rng, ALPHABET, items), "", commas(sorted(items)))


def sort_words_backward(rng: random.Random) -> Draft:
    items = some_words(rng, 4, 12)
    return Draft(ask_list(rng, BACKWARD, items), "", commas(sorted(items, reverse=True)))


def sort_names(rng: random.Random) -> Draft:
    items = rng.sample(NAMES + CITIES, rng.randint(5, 14))
    return Draft(ask_list(rng, ["Sort these names: {}"] + ALPHABET, items), "", commas(sorted(items)))


def sort_length(rng: random.Random) -> Draft:
    """The work tells the lengths."""
    items = some_words(rng, 4, 10)
    work = commas([f"{word} {len(word)}" for word in items])
    return Draft(ask_list(rng, LENGTH, items), work, commas(sorted(items, key=len)))


def sort_calendar(rng: random.Random) -> Draft:
    """Dates of a year."""
    dates = [(m, d) for m, d in {(rng.randrange(12), rng.randint(1, 28)) for _ in range(rng.randint(4, 8))}]
    rng.shuffle(dates)
    asks = ["Sort these dates, earliest first: {}", "Put the days of the year in order: {}",
            "Which of these dates comes first, second and so on? {}", "{}\nOrder these dates."]
    return Draft(ask_list(rng, asks, [f"{MONTHS[m]} {d}" for m, d in dates]), "",
                 commas([f"{MONTHS[m]} {d}" for m, d in sorted(dates)]))


def scored(rng: random.Random, low: int, high: int) -> list[tuple[str, int]]:
    count = rng.randint(low, high)
    return list(zip(rng.sample(NAMES, count), rng.sample(range(100), count)))


def sort_scores(rng: random.Random) -> Draft:
    """Names with points, ranked; the work repeats the points."""
    pairs = scored(rng, 3, 9)
    told = commas([f"{name} {points}" for name, points in pairs])
    down = rng.random() < 0.6
    asks = (["Rank these players, most points first: {}", "Sort the names by score, highest first: {}",
             "{}\nWho has the most points, who is next, and so on? List the names."] if down else
            ["Rank these players, fewest points first: {}", "Sort the names by score, lowest first: {}",
             "{}\nOrder the names from the lowest score to the highest."])
    ranked = sorted(pairs, key=lambda pair: pair[1], reverse=down)
    return Draft(rng.choice(asks).format(told), commas([f"{name} {points}" for name, points in ranked]),
                 commas([name for name, _ in ranked]))


def sort_top(rng: random.Random) -> Draft:
    """Only the largest or the smallest few."""
    items, k = numbers(rng, 6, 16), rng.randint(2, 4)
    word, down = rng.choice([("largest", True), ("smallest", False)])
    way = f"{word} first"
    asks = [f"Give the {k} {word} of these numbers, {way}: {{}}", f"Which {k} numbers are the {word}? List them {way}. {{}}",
            f"{{}}\nWrite the {k} {word} numbers, {way}."]
    return Draft(ask_list(rng, asks, items), "", commas(sorted(items, reverse=down)[:k]))


def sort_unique(rng: random.Random) -> Draft:
    """Sorted, with repeats left out."""
    items = [rng.randrange(15) for _ in range(rng.randint(6, 16))]
    asks = ["Sort and remove duplicates: {}", "List each number once, in ascending order: {}",
            "{}\nSort these numbers and keep only one of each."]
    return Draft(ask_list(rng, asks, items), "", commas(sorted(set(items))))


def sort_last_letter(rng: random.Random) -> Draft:
    """Never trained: the last letter is the key."""
    items = some_words(rng, 4, 8)
    if len({word[-1] for word in items}) < len(items):
        raise Reject
    asks = ["Sort these words by their last letter: {}", "Order the words alphabetically by last letter.\n{}"]
    return Draft(ask_list(rng, asks, items), commas([f"{w} {w[-1]}" for w in items]),
                 commas(sorted(items, key=lambda word: word[-1])))


def sort_longest_first(rng: random.Random) -> Draft:
    """Never trained: by length, falling."""
    items = some_words(rng, 4, 8)
    asks = ["Sort these words by length, longest first; words of one length keep their order: {}"]
    return Draft(ask_list(rng, asks, items), commas([f"{w} {len(w)}" for w in items]),
                 commas(sorted(items, key=len, reverse=True)))


def sort_spoken(rng: random.Random) -> Draft:
    """Other wording: someone writes the numbers down."""
    items = numbers(rng, 4, 12)
    asks = [f"{rng.choice(NAMES)} wrote down {and_list([str(i) for i in items])}. What do they look like in rising order?"]
    return Draft(asks[0], "", commas(sorted(items)))


def sort_many_numbers(rng: random.Random) -> Draft:
    items = rng.sample(range(100), rng.randint(17, 22))
    return Draft(ask_list(rng, ASCENDING, items), "", commas(sorted(items)))


def sort_many_words(rng: random.Random) -> Draft:
    items = some_words(rng, 15, 18)
    return Draft(ask_list(rng, ALPHABET, items), "", commas(sorted(items)))


def sort_few(rng: random.Random) -> Draft:
    """Never tested: short lists, which are learned first."""
    down = rng.random() < 0.5
    if rng.random() < 0.5:
        items, asks = rng.sample(range(rng.choice([10, 30, 100])), rng.randint(2, 5)), DESCENDING if down else ASCENDING
    else:
        items, asks = some_words(rng, 2, 5), BACKWARD if down else ALPHABET
    return Draft(ask_list(rng, asks, items), "", commas(sorted(items, reverse=down)))


SORT = Task([sort_ascending, sort_descending, sort_repeated, sort_signed, sort_words, sort_words_backward, sort_names,
             sort_length, sort_calendar, sort_scores, sort_top, sort_unique],
            [sort_last_letter, sort_longest_first, sort_spoken], [sort_many_numbers, sort_many_words], more=[sort_few] * 12)

# --- reverse ------------------------------------------------------------------------------------------------

REVERSE_ASKS = ["Reverse this list: {}", "Write the list backwards: {}", "{}\nReverse the order of the items.",
                "Give these items in reverse order: {}", "Turn the list around, last item first.\n{}",
                "What is the reverse of {}?"]
SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]


def made_up(rng: random.Random) -> str:
    """A word that does not exist."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))) + rng.choice(["", "", "n", "s", "r", "t"])


def spelled(word: str) -> str:
    return " ".join(word)


def reverse_words(rng: random.Random) -> Draft:
    items = some_words(rng, 3, 14)
    return Draft(ask_list(rng, REVERSE_ASKS, items), "", commas(items[::-1]))


def reverse_numbers(rng: random.Random) -> Draft:
    items = [rng.randrange(rng.choice([10, 100, 1000])) for _ in range(rng.randint(4, 16))]
    return Draft(ask_list(rng, REVERSE_ASKS, items), "", commas(items[::-1]))


def reverse_names(rng: random.Random) -> Draft:
    items = rng.sample(NAMES, rng.randint(4, 12))
    asks = ["The queue is {}. It turns around. Who stands where now?", "Name these people from last to first: {}",
            "{}\nList the people backwards."]
    return Draft(ask_list(rng, asks, items), "", commas(items[::-1]))


def reverse_letters(rng: random.Random) -> Draft:
    """A word spelled out and then backwards."""
    word = made_up(rng) if rng.random() < 0.6 else rng.choice(SORTABLE) + rng.choice(SORTABLE)
    asks = ['Spell "{}" backwards.', "Reverse the letters of {}.", "Write {} letter by letter from back to front.",
            "What is {} spelled backwards?", "Reverse the word {}."]
    return Draft(rng.choice(asks).format(word), f"{spelled(word)}\n{spelled(word[::-1])}", word[::-1])


def reverse_spell(rng: random.Random) -> Draft:
    """Words spelled out, not reversed."""
    words = [made_up(rng) if rng.random() < 0.4 else rng.choice(SORTABLE) for _ in range(rng.randint(2, 4))]
    asks = ["Spell these words letter by letter: {}", "Write a space between the letters of each word: {}",
            "{}\nSpell out every word."]
    return Draft(ask_list(rng, asks, words), "", commas([spelled(word) for word in words]))


def reverse_digits(rng: random.Random) -> Draft:
    """One long number backwards."""
    number = "".join(rng.choice("0123456789") for _ in range(rng.randint(6, 16)))
    asks = ["Reverse the digits of {}.", "Write {} backwards.", "Read the digits of {} from right to left.",
            "{}\nReverse this string of digits."]
    return Draft(rng.choice(asks).format(number), "", number[::-1])


def reverse_sentence(rng: random.Random) -> Draft:
    """The words of a sentence, last one first."""
    a, b = rng.sample(NAMES, 2)
    words = (f"{a} and {b} saw {article(rng.choice(COLOURS))} {rng.choice(ANIMALS)} near "
             f"{rng.choice(CITIES)} on {rng.choice(DAYS)}").split()
    words = words[rng.choice([0, 2]):] if rng.random() < 0.7 else words[:rng.randint(6, len(words))]
    asks = ["Reverse the order of the words: {}", "Write this sentence with its words in reverse order: {}",
            "{}\nSay it word by word from the end."]
    return Draft(rng.choice(asks).format(" ".join(words)), "", " ".join(words[::-1]))


def reverse_each(rng: random.Random) -> Draft:
    """Each word backwards, the order kept."""
    words = [made_up(rng) if rng.random() < 0.5 else rng.choice(SORTABLE) for _ in range(rng.randint(2, 4))]
    asks = ["Reverse each word but keep their order: {}", "Spell every word backwards: {}",
            "{}\nTurn each word around."]
    work = "\n".join(f"{spelled(word)} -> {spelled(word[::-1])}" for word in words)
    return Draft(ask_list(rng, asks, words), work, commas([word[::-1] for word in words]))


def reverse_every_second(rng: random.Random) -> Draft:
    """Never trained: every second item, backwards."""
    items = some_words(rng, 4, 10)
    asks = ["Take every second item of this list, starting with the first, and reverse them: {}",
            "Keep items 1, 3, 5 and so on, then list them backwards: {}"]
    return Draft(ask_list(rng, asks, items), commas(items[::2]), commas(items[::2][::-1]))


def reverse_halves(rng: random.Random) -> Draft:
    """Never trained: swap the halves."""
    items = some_words(rng, 4, 10)
    if len(items) % 2:
        items.pop()
    half = len(items) // 2
    asks = ["Swap the first half and the second half of this list: {}"]
    return Draft(ask_list(rng, asks, items), "", commas(items[half:] + items[:half]))


def reverse_spoken(rng: random.Random) -> Draft:
    """Other wording."""
    items = some_words(rng, 3, 10)
    return Draft(f"{rng.choice(NAMES)} reads {and_list(items)} from the last to the first. What does that give?", "",
                 commas(items[::-1]))


def reverse_many(rng: random.Random) -> Draft:
    items = some_words(rng, 15, 20)
    return Draft(ask_list(rng, REVERSE_ASKS, items), "", commas(items[::-1]))


def reverse_long_digits(rng: random.Random) -> Draft:
    number = "".join(rng.choice("0123456789") for _ in range(rng.randint(17, 30)))
    return Draft(f"Reverse the digits of {number}.", "", number[::-1])


def reverse_few(rng: random.Random) -> Draft:
    """Never tested: short lists, which are learned first."""
    items = some_words(rng, 2, 5) if rng.random() < 0.5 else rng.sample(range(100), rng.randint(2, 5))
    return Draft(ask_list(rng, REVERSE_ASKS, items), "", commas(items[::-1]))


REVERSE = Task([reverse_words, reverse_numbers, reverse_names, reverse_letters, reverse_spell, reverse_digits,
                reverse_sentence, reverse_each], [reverse_every_second, reverse_halves, reverse_spoken],
               [reverse_many, reverse_long_digits], more=[reverse_few] * 4)

# --- table --------------------------------------------------------------------------------------------------

Record = dict[str, str | int]
LONGEST = 380  # characters of rows in an answer, about two a token
LONGEST_SHOWN = 300  # and in a question
FIELDS: dict[str, Callable[[random.Random], str | int]] = {
    "age": lambda rng: rng.randint(5, 90),
    "city": lambda rng: rng.choice(CITIES),
    "job": lambda rng: rng.choice(JOBS),
    "pet": lambda rng: rng.choice(ANIMALS),
    "food": lambda rng: rng.choice(FOODS),
    "sport": lambda rng: rng.choice(SPORTS),
    "colour": lambda rng: rng.choice(COLOURS),
}
GOODS: dict[str, Callable[[random.Random], str | int]] = {
    "price": lambda rng: rng.randint(1, 99),
    "count": lambda rng: rng.randint(1, 60),
    "colour": lambda rng: rng.choice(COLOURS),
    "city": lambda rng: rng.choice(CITIES),
}
TELLINGS = {
    "age": ["is {} years old", "is {}"], "city": ["lives in {}", "is from {}"], "job": ["works as a {}", "is a {}"],
    "pet": ["has a {}", "owns a {}"], "food": ["likes {}", "loves to eat {}"], "sport": ["enjoys {}", "is good at {}"],
    "colour": ["prefers {}", "likes the colour {}"],
}


def people_table(rng: random.Random, low: int, high: int, fields: int) -> list[Record]:
    """Records of people, all with the same fields."""
    keys = rng.sample(list(FIELDS), rng.randint(1, fields))
    return [{"name": name} | {key: FIELDS[key](rng) for key in keys}
            for name in rng.sample(NAMES, rng.randint(low, high))]


def goods_table(rng: random.Random, low: int, high: int) -> list[Record]:
    keys = rng.sample(list(GOODS), rng.randint(1, 3))
    return [{"item": item} | {key: GOODS[key](rng) for key in keys} for item in rng.sample(FRUITS, rng.randint(low, high))]


def any_table(rng: random.Random, low: int = 2, high: int = 6) -> list[Record]:
    return goods_table(rng, low, high) if rng.random() < 0.3 else people_table(rng, low, high, 3)


def as_json(records: list[Record], longest: int = LONGEST) -> str:
    """An array with one object a line."""
    text = "[\n" + ",\n".join("  " + json.dumps(record) for record in records) + "\n]" if records else "[]"
    if len(text) > longest:
        raise Reject
    return text


def as_csv(records: list[Record]) -> str:
    return "\n".join([",".join(records[0])] + [",".join(map(str, record.values())) for record in records])


def as_shown(rng: random.Random, records: list[Record]) -> str:
    """The table of a question, as JSON or as CSV."""
    return as_json(records, LONGEST_SHOWN) if rng.random() < 0.5 else as_csv(records)


def as_pairs(rng: random.Random, records: list[Record]) -> str:
    """`key: value` pairs, one record a line."""
    gap = rng.choice([", ", "; "])
    return "\n".join(gap.join(f"{key}: {value}" for key, value in record.items()) for record in records)


def told(key: str, value: str | int, way: int) -> str:
    text = TELLINGS[key][way].format(value)
    vowel = isinstance(value, str) and value[0] in "aeiou"
    return text.replace(" a " + str(value), " an " + str(value)) if vowel else text


def as_prose(rng: random.Random, records: list[Record]) -> str:
    """One sentence for each person, all in the same or in different wordings."""
    def sentence(record: Record) -> str:
        name, *rest = record
        return f"{record[name]} {and_list([told(key, record[key], rng.randrange(2)) for key in rest])}."
    return " ".join(sentence(record) for record in records)


def digest(rng: random.Random, records: list[Record]) -> tuple[str, str]:
    """What to tell after the rows, and the answer: a count or a value."""
    key = list(records[0])[0]
    keys = list(records[0])
    kind = rng.randrange(4)
    if kind == 0:
        return rng.choice(["Then give the number of rows.", "End with how many records there are.",
                           "Also say how many rows there are."]), str(len(records))
    if kind == 1:
        return rng.choice([f"Then give the {key} in the last row.", f"End with the last {key}."]), str(records[-1][key])
    if kind == 2:
        return rng.choice([f"Then list the field {key} of all rows.", f"End with every {key}."]), commas(
            [record[key] for record in records])
    asked, record = rng.choice(keys[1:]), rng.choice(records)
    return rng.choice([f"Then give the {asked} of {record[key]}.", f"End with the {asked} of {record[key]}."]), str(
        record[asked])


def table(rng: random.Random, asks: list[str], shown: str, work: str, end: tuple[str, str], **values: object) -> Draft:
    question = f"{rng.choice(asks).format(**values)} {end[0]}\n{shown}"
    if len(question) > 640:
        raise Reject
    return Draft(question, work, end[1])


TO_JSON = ["Convert to JSON, one object a line.", "Write this as a JSON array with one object per line.",
           "Turn the data into JSON.", "Make a JSON table from this.", "Extract the records as JSON.",
           "Give the records as a JSON array."]
TO_FIELDS = ["Turn this text into JSON with the fields {fields}, one object a line.",
             "Extract {fields} as a JSON array with one object per line.",
             "Make a JSON table from this with the fields {fields}.",
             "Write the {fields} of each person as JSON.",
             "Give the records as a JSON array with {fields}."]


def prose_to_json(rng: random.Random) -> Draft:
    records = people_table(rng, 2, 6, 3)
    return table(rng, TO_FIELDS, as_prose(rng, records), as_json(records), digest(rng, records),
                 fields=and_list(list(records[0])))


def csv_to_json(rng: random.Random) -> Draft:
    records = any_table(rng)
    return table(rng, TO_JSON, as_csv(records), as_json(records), digest(rng, records))


def pairs_to_json(rng: random.Random) -> Draft:
    records = any_table(rng)
    return table(rng, TO_JSON, as_pairs(rng, records), as_json(records), digest(rng, records))


def json_to_csv(rng: random.Random) -> Draft:
    records = any_table(rng)
    asks = ["Convert this JSON to CSV.", "Write the JSON table as CSV with a header.", "Turn this into CSV."]
    return table(rng, asks, as_json(records, LONGEST_SHOWN), as_csv(records), digest(rng, records))


def json_column(rng: random.Random) -> Draft:
    """One field of each row; the work says whose it is."""
    records = any_table(rng)
    first, *rest = records[0]
    key = rng.choice(rest)
    asks = ["List the field {key} of every row.", "Give the column {key}.", "What are the values of {key}, in order?",
            "Read out {key} for each record."]
    shown = as_shown(rng, records)
    work = "\n".join(f"{record[first]}: {record[key]}" for record in records)
    return table(rng, asks, shown, work, ("Separate them by commas.", commas([r[key] for r in records])), key=key)


def count_end(rng: random.Random, rows: list[Record]) -> tuple[str, str]:
    return rng.choice(["Then give the number of rows left.", "End with how many rows remain.",
                       "Also count the rows that are left."]), str(len(rows))


def json_filter(rng: random.Random) -> Draft:
    """The rows with a given value."""
    records = any_table(rng, 3, 6)
    first, *rest = records[0]
    texts = [key for key in rest if isinstance(records[0][key], str)]
    if not texts:
        raise Reject
    key = rng.choice(texts)
    wanted = rng.choice(records)[key]
    for record in rng.sample(records, rng.randint(0, 2)):
        record[key] = wanted
    kept = [record for record in records if record[key] == wanted]
    asks = ["Keep only the rows where {key} is {wanted}.", "Filter the table: {key} must be {wanted}. Answer in JSON.",
            "Which records have the {key} {wanted}? Give them as JSON."]
    shown = as_shown(rng, records)
    return table(rng, asks, shown, as_json(kept), count_end(rng, kept), key=key, wanted=wanted)


def number_key(records: list[Record]) -> str:
    keys = [key for key, value in records[0].items() if isinstance(value, int)]
    if not keys:
        raise Reject
    return keys[0]


def json_filter_number(rng: random.Random) -> Draft:
    """The rows above or below a number."""
    records = any_table(rng, 3, 6)
    key = number_key(records)
    limit = int(rng.choice(records)[key]) + rng.choice([-1, 1, 2])
    over = rng.random() < 0.5
    kept = [record for record in records if (record[key] > limit if over else record[key] < limit)]
    asks = ["Keep the rows where {key} is {than} than {limit}, as JSON.",
            "Give as JSON the records whose {key} is {than} than {limit}.", "Filter: {key} {than} than {limit}. Use JSON."]
    shown = as_shown(rng, records)
    return table(rng, asks, shown, as_json(kept), count_end(rng, kept), key=key, limit=limit,
                 than="more" if over else "less")


def json_sort(rng: random.Random) -> Draft:
    """Rows sorted by a field without ties."""
    records = any_table(rng, 3, 6)
    key = rng.choice(list(records[0]))
    if len({record[key] for record in records}) < len(records):
        raise Reject
    number = isinstance(records[0][key], int)
    ordered = sorted(records, key=lambda record: record[key])
    asks = ["Sort the table by {key}, {way}, and write it as JSON.", "Order the rows by {key}, {way}. Answer in JSON.",
            "Give the rows as JSON, sorted by {key} ({way})."]
    first = list(ordered[0])[0]
    end = rng.choice([(f"Then give the first {first}.", str(ordered[0][first])),
                      (f"End with every {first} in the new order.", commas([r[first] for r in ordered]))])
    shown = as_shown(rng, records)
    return table(rng, asks, shown, as_json(ordered), end, key=key, way="smallest first" if number else "A to Z")


def json_add(rng: random.Random) -> Draft:
    """One more record at the end."""
    *records, new = any_table(rng, 3, 6)
    asks = ["Add one record to the table: {new}. Write it as JSON.", "Append {new} and give the whole table as JSON.",
            "Put a new last row into the table, {new}, and answer in JSON."]
    end = rng.choice([("Then give the number of rows.", str(len(records) + 1)),
                      ("End with how many rows there are now.", str(len(records) + 1))])
    shown = as_shown(rng, records)
    return table(rng, asks, shown, as_json(records + [new]), end, new=commas([f"{k} {v}" for k, v in new.items()]))


def json_change(rng: random.Random) -> Draft:
    """One value is replaced."""
    records = any_table(rng, 2, 6)
    shown = as_shown(rng, records)
    first, *rest = records[0]
    key, row = rng.choice(rest), rng.randrange(len(records))
    value = {**FIELDS, **GOODS}[key](rng)
    old = records[row][key]
    if value == old:
        raise Reject
    changed = [record | {key: value} if i == row else record for i, record in enumerate(records)]
    asks = ["Set the {key} of {who} to {value} and write the table as JSON.",
            "The {key} of {who} is wrong, it should be {value}. Give the corrected JSON.",
            "Change {key} to {value} for {who}. Answer in JSON."]
    end = rng.choice([("Then give the old value.", str(old)), ("End with the value that was replaced.", str(old))])
    return table(rng, asks, shown, as_json(changed), end, key=key, value=value, who=records[row][first])


def json_drop(rng: random.Random) -> Draft:
    """Never trained: one field is left out."""
    records = any_table(rng, 2, 5)
    if len(records[0]) < 3:
        raise Reject
    key = rng.choice(list(records[0])[1:])
    rows = [{k: v for k, v in record.items() if k != key} for record in records]
    asks = ["Remove the field {key} from every row and answer in JSON.", "Write the JSON without {key}."]
    return table(rng, asks, as_json(records, LONGEST_SHOWN), as_json(rows), digest(rng, rows), key=key)


def prose_to_csv(rng: random.Random) -> Draft:
    """Never trained: prose in, CSV out."""
    records = people_table(rng, 2, 5, 3)
    asks = ["Write this as CSV with the columns {fields}."]
    return table(rng, asks, as_prose(rng, records), as_csv(records), digest(rng, records),
                 fields=and_list(list(records[0])))


def csv_reversed(rng: random.Random) -> Draft:
    """Never trained: rows in reverse order."""
    records = any_table(rng, 2, 5)
    asks = ["Write the rows as JSON, last row first."]
    return table(rng, asks, as_csv(records), as_json(records[::-1]), ("Then give the number of rows.", str(len(records))))


def many_records(rng: random.Random) -> Draft:
    records = people_table(rng, 7, 9, 2)
    return table(rng, TO_JSON, as_csv(records), as_json(records), digest(rng, records))


def many_prose(rng: random.Random) -> Draft:
    records = people_table(rng, 7, 9, 2)
    return table(rng, TO_FIELDS, as_prose(rng, records), as_json(records), digest(rng, records),
                 fields=and_list(list(records[0])))


TABLES: list[Family] = [prose_to_json, csv_to_json, pairs_to_json, json_to_csv, json_column, json_filter,
                        json_filter_number, json_sort, json_add, json_change]
TABLE = Task(TABLES, [json_drop, prose_to_csv, csv_reversed], [many_records, many_prose])
