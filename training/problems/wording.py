"""Other words for what a scene says, for training only: other people, number words, dollars spelled out, longer sentences."""
import random
import re

MORE_GIRLS = """Clara Alice Julia Eva Lena Dora Ines Ruby Hannah Laura Sophie Megan Nora Iris Paula Wendy Fiona Carmen Leila
    Aisha Yuki Mei Priya Sana Elena Marta Greta Heidi Freya Tess Bella Daisy Hazel Holly Ivy Jade Joan Kira Lola""".split()
MORE_BOYS = """Theo Oscar Felix Peter David Mark Erik Simon Oliver Henry James John Thomas Daniel Michael Kevin Brian Victor
    Walter Arthur Bruno Diego Pedro Ali Hassan Kenji Ravi Arjun Chen Jamal Kofi Stefan Otto Emil Finn Liam Gus""".split()
WOMEN = "Grandma,Mrs Lee,the teacher,Aunt Rose,the nurse,Ms Park,the queen,the singer,his sister,the girl next door".split(",")
MEN = "Grandpa,Mr Khan,the farmer,the baker,Uncle Bob,the gardener,Mr Sand,the painter,her brother,the boy next door".split(",")
SYLLABLES = "ba di fo ga ja ki lo ma ne pa ra si ta vi yo ze bri cla dro fle gri sta tro".split()

OTHER_NAME, ROLE, MADE_UP_NAME = 0.3, 0.07, 0.08
NUMBER_WORD = 0.08
NUMBER_WORDS = dict(enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2))
SPELLED_DOLLARS = 0.5
JOINED = 0.25
NUMBERED_ASIDE = 0.05


def other_name(girl: bool, used: set[str], rng: random.Random) -> str | None:
    """None: keep the name."""
    kind = rng.random()
    if kind < OTHER_NAME:
        name = rng.choice(MORE_GIRLS if girl else MORE_BOYS)
    elif kind < OTHER_NAME + ROLE:
        name = rng.choice(WOMEN if girl else MEN)
    elif kind < OTHER_NAME + ROLE + MADE_UP_NAME:
        name = "".join(rng.choices(SYLLABLES, k=rng.choice((2, 2, 3)))).capitalize()
    else:
        return None
    return None if name in used else name


def sentence_starts(text: str) -> str:
    return re.sub(r"(^|[.?!] )([a-z])", lambda start: start[1] + start[2].upper(), text)


def numbered_aside(rng: random.Random) -> str:
    """A sentence with a number that is of no use."""
    n = rng.randint(2, 40)
    return rng.choice((f"The shop closes at {rng.randint(2, 9)}.", f"The bus number is {n}.", f"The house number is {n}.",
                       f"It is {rng.randint(5, 30)} degrees outside.", f"Page {n} of the book is open.", f"A friend is {n} years old."))


def reworded(text: str, rng: random.Random) -> str:
    """The numbers and who does what stay."""
    if rng.random() < SPELLED_DOLLARS:
        text = re.sub(r"\$(\d+)", lambda sum_: sum_[1] + (" dollar" if sum_[1] == "1" else " dollars"), text)
    if rng.random() < JOINED:
        text = re.sub(r"\. (He|She|There|This|They|Then|But) (?=[^.]*\.)",
                      lambda start: ", " + ("" if start[1] in ("Then", "But") else "and ") + start[1].lower() + " ", text, count=1)
    word = lambda number: NUMBER_WORDS[int(number[0])] if int(number[0]) in NUMBER_WORDS and rng.random() < NUMBER_WORD else number[0]
    return sentence_starts(re.sub(r"(?<![$\d])\d+(?!\d)", word, text))
