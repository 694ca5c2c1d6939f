"""Arithmetic situations, for training only: chains of operations told with the words of any trade.

A scene has its own few words; here every situation is told with every row of WORDS, so that a model must read how a
text is built: the nouns and verbs say nothing about what is to be calculated. Answers are calculations alone.
"""
import random

from .problem import Draft
from .scene import Scene, calculations, tell

NAMES = "do does did things box boxes in time times loses lost"
WORDS = [tuple(word.replace("_", " ") for word in row.split()) for row in """
pack packs packed parcels crate crates in shift shifts ships shipped
sew sews sewed shirts bundle bundles in week weeks sells sold
paint paints painted tiles row rows in hour hours breaks broke
fold folds folded napkins stack stacks in minute minutes drops dropped
write writes wrote cards envelope envelopes in evening evenings mails mailed
catch catches caught trout bucket buckets in day days releases released
draw draws drew comics folder folders in week weeks rips ripped
collect collects collected bottle_caps tin tins in month months swaps swapped
print prints printed posters roll rolls in day days spoils spoiled
carve carves carved figures shelf shelves on month months sells sold
plant plants planted bushes bed beds in afternoon afternoons removes removed
gather gathers gathered chestnuts bag bags in walk walks eats ate
fry fries fried dumplings plate plates on hour hours serves served
build builds built model_ships case cases in year years ruins ruined
repair repairs repaired radios bench benches on day days returns returned
type types typed reports binder binders in hour hours deletes deleted
mix mixes mixed drinks tray trays on party parties spills spilled
store stores stored songs list lists in evening evenings deletes deleted
find finds found fossils drawer drawers in summer summers donates donated
polish polishes polished mirrors rack racks on morning mornings cracks cracked
label labels labeled samples box boxes in hour hours discards discarded
grill grills grilled sausages plate plates on evening evenings burns burned
cut cuts cut stencils folder folders in lesson lessons tears tore
solve solves solved riddles booklet booklets in night nights skips skipped
record records recorded clips disk disks on month months erases erased
find finds found gold_coins purse purses in trip trips spends spent
buy buys bought stickers album albums in visit visits trades traded
load loads loaded barrels truck trucks on hour hours unloads unloaded
grow grows grew melons field fields in season seasons sells sold
make makes made puppets chest chests in week weeks lends lent
weave weaves wove mats pile piles in day days uses used
take takes took pictures page pages on holiday holidays erases erased
hang hangs hung paintings wall walls on day days removes removed
count counts counted birds cage cages in hour hours frees freed
win wins won medals cabinet cabinets in season seasons hides hid
peel peels peeled onions bowl bowls in minute minutes uses used
earn earns earned points round rounds in game games loses lost
deliver delivers delivered pizzas bag bags in night nights drops dropped
glue glues glued stars card cards on minute minutes removes removed
order orders ordered spoons carton cartons in month months returns returned
melt melts melted bars mold molds in shift shifts wastes wasted
test tests tested lamps rack racks on day days rejects rejected
pull pulls pulled carrots bunch bunches in afternoon afternoons cooks cooked
blow blows blew bubbles cluster clusters in minute minutes pops popped
knit knits knitted gloves basket baskets in winter winters gives_away gave_away
shape shapes shaped bowls shelf shelves on week weeks breaks broke
sort sorts sorted screws tin tins in hour hours loses lost
copy copies copied files disk disks on hour hours deletes deleted
slice slices sliced pickles jar jars in minute minutes eats ate
trim trims trimmed hedges street streets in day days skips skipped
""".strip().splitlines()]


def rate(who: str, number: str) -> tuple[str, ...]:
    """{time} by {time}."""
    return (f"[every|each] {{time}} {{{who}}} {{does}} {{{number}}} {{things}}.",
            f"{{{who}}} {{does}} {{{number}}} {{things}} [each|every|per|a] {{time}}.",
            f"in one {{time}} {{{who}}} [can {{do}}|{{does}}] {{{number}}} {{things}}.",
            f"{{{number}}} {{things}} are what {{{who}}} {{does}} in a {{time}}.")


def amount(who: str, number: str) -> tuple[str, ...]:
    return (f"{{{who}}} has {{{number}}} {{things}}.", f"{{{number}}} {{things}} belong to {{{who}}}.",
            f"[on Monday|at first|last {{time}}|so far] {{{who}}} {{did}} {{{number}}} {{things}}.",
            f"the {{things}} of {{{who}}} are {{{number}}} in number.")


def boxes(who: str, count: str, each: str) -> tuple[str, ...]:
    """count * each."""
    return (f"{{{who}}} has {{{count}}} {{boxes}} with {{{each}}} {{things}} {{in}} [each|every one].",
            f"{{in}} [each|every] {{box}} [there are|are] {{{each}}} {{things}}, and {{{who}}} has {{{count}}} {{boxes}}.",
            f"there are {{{count}}} {{boxes}} [of|with] {{{each}}} {{things}} at {{{who}}}'s place.",
            f"[one|a] {{box}} is for {{{each}}} {{things}}. {{{who}}} fills {{{count}}} of them.")


def left(who: str = "A") -> tuple[str, ...]:
    return (f"how many {{things}} [are left|remain|are still there]?", f"how many {{things}} does {{{who}}} have [now|then|in the end]?",
            f"what number of {{things}} [is left|remains] for {{{who}}}?", f"how many {{things}} does {{{who}}} keep?")


def plain(told: list, asks: tuple[str, ...], steps: str, any_order: bool = False, made: dict = {}, **numbers) -> Scene:
    """steps: expressions with ";" between them. Numbers are 2 to 20 unless limits are given."""
    used = " ".join([steps, *made.values()]).replace(";", " ").split()
    limits = {name: (2, 20) for name in sorted(set("abcdn") & set(used) - made.keys())} | numbers
    return Scene(told, asks, calculations(steps), limits, (NAMES, WORDS), made, any_order)


TOTAL = ("how many {things} [is that in all|are there in all|is that altogether]?", "what is the total number of {things}?",
         "how many {things} are there [together|in total|now]?", "count all the {things}. How many are there?")
BOTH = ("how many {things} do {A} and {B} have [together|in total|in all]?", "how many {things} is that for the two of them?",
        "what do the {things} of both come to?", "add up the {things} of {A} and {B}. How many are there?")
MORE = ("how many more {things} does {A} have than {B}?", "by how many {things} is {A} ahead of {B}?",
        "what is the difference between the two, in {things}?", "how many {things} fewer does {B} have?")
SHARED = ("how many {things} does each of them get?", "how many {things} is that for each?", "what is one share, in {things}?",
          "how many {things} go to each one?")
AFTER_N = ("how many {things} is that after {n} {times}?", "how many {things} are there after {n} {times}?",
           "what number of {things} is reached in {n} {times}?", "{n} {times} go by. How many {things} is that?",
           "if this goes on for {n} {times}, how many {things} are there?")
BIG = (20, 99)
SMALL = (2, 12)
MIDDLE = (10, 60)

SITUATIONS = [
    # rates: one, two together, two apart, changed
    plain([rate("A", "a")], AFTER_N, "a * n"),
    plain([rate("A", "a"), ("the goal is {g} {things}.", "{B} has ordered {g} {things}.", "{g} {things} are [needed|wanted].")],
              ("how many {times} does {A} need?", "how many {times} does it take?", "after how many {times} is that done?"),
              "g / a", made=dict(g="a * n"), n=SMALL),
    plain([rate("A", "a"), rate("B", "b")], AFTER_N + ("how many {things} do they {do} together in {n} {times}?",), "a + b; x * n", True),
    plain([("[each|every] {time} {A} {does} {a} {things} and {B} {b}.", "{A} {does} {a} and {B} {b} {things} [per|a|every] {time}.",
                "{A} and {B} work side by side. In [a|one] {time} {A} {does} {a} {things}, and {B} {does} {b}."),
               ("they [do this|go on|work] for {n} {times}.", "this goes on for {n} {times}.", "{n} {times} [pass|go by].")],
              TOTAL + BOTH, "a + b; x * n"),
    plain([rate("A", "a"), rate("B", "b")],
              ("how many more {things} is that for {A} than for {B} after {n} {times}?", "by how many {things} is {A} ahead after {n} {times}?",
               "{n} {times} go by. How many {things} more has {A} than {B}?", "how far behind {A} is {B} after {n} {times}, in {things}?"),
              "a - b; x * n", True),
    plain([rate("A", "a"), rate("B", "b")],
              ("how many {times} do they need for {g} {things} if they work together?", "together they want {g} {things}. How many {times} is that?",
               "after how many {times} do the two have {g} {things} together?"), "a + b; g / x", True, dict(s="a + b", g="s * n"), n=SMALL),
    plain([rate("A", "a"), ("{B} {does} {k_times} as many.", "{B} is quicker and {does} {k_times} as many {things}.")],
              ("how many {things} does {B} {do} in {n} {times}?", "what does {B} reach in {n} {times}?", "how many {things} is that for {B} after {n} {times}?"),
              "a * k; x * n", k=(2, 5)),
    plain([rate("A", "a"), ("{B} {does} {b} [more|more than that|more than {A}] [each|every|per] {time}.", "{B} is faster by {b} {things} a {time}.")],
              ("how many {things} does {B} {do} in {n} {times}?", "how many {things} is that for {B} after {n} {times}?"), "a + b; x * n"),
    plain([rate("A", "a"), ("{B} {does} {b} [fewer|fewer than that|fewer than {A}] [each|every|per] {time}.", "{B} is slower by {b} {things} a {time}.")],
              ("how many {things} does {B} {do} in {n} {times}?", "how many {things} is that for {B} after {n} {times}?"), "a - b; x * n"),
    plain([rate("A", "a"), ("{b} of them [are bad|are lost|break].", "but {A} {loses} {b} of them again.", "of these {he_A} {loses} {b}.", "{B} takes {b} of these.")],
              AFTER_N + ("how many {things} does {A} keep in {n} {times}?",), "a - b; x * n"),
    plain([("for {n} {times} {A} {does} {a} {things} [a|per|each] {time}, [after that|then] {b} for {m} [more {times}|{times}].",
                "{A} {does} {a} {things} in each of the first {n} {times} and {b} in each of the next {m}.",
                "{n} {times} bring {a} {things} each to {A}, and {m} others bring {b} each.")], TOTAL, "n * a; m * b; x + y", m=SMALL),
    plain([rate("A", "a"), ("{B} does this for {m} {times} and {does} {b} {things} [each|every|per] {time}.", "{B} {does} {b} [a|per] {time}, but only for {m} {times}.")],
              ("{A} goes on for {n} {times}. How many {things} do they have together?", "how many {things} is that for both, if {A} works {n} {times}?"),
              "a * n; b * m; x + y", m=SMALL),
    # a start and a rate
    plain([amount("A", "b"), ("from now on {he_A} {does} {a} [more |]every {time}.", "{a} more [come|are added] [each|every] {time}.", "then {he_A} {does} {a} a {time}.")],
              AFTER_N, "a * n; b + x", b=BIG),
    plain([rate("A", "a"), ("{he_A} [began|started] with {b} {things}.", "{b} {things} were there before.", "{B} gives {A} another {b} {things} as a present.")],
              AFTER_N, "a * n; x + b", True, b=BIG),
    plain([amount("A", "b"), ("[each|every] {time} {he_A} {loses} {a}.", "but {a} {things} are lost [each|every|per] {time}.", "{he_A} {loses} {a} of them a {time}.")],
              AFTER_N + ("how many {things} does {A} still have after {n} {times}?",), "a * n; b - x", b=(40, 200)),
    plain([amount("A", "b"), ("[each|every] {time} {he_A} {loses} {a}.", "{he_A} {loses} {a} of them a {time}.", "{B} takes {a} of them [each|every] {time}.")],
              ("how many {times} do they last?", "after how many {times} are none left?", "for how many {times} does that go on?"), "b / a", made=dict(b="a * n")),
    plain([("{A} wants {g} {things} and has {b}.", "{A} has {b} {things} but needs {g}.", "{g} {things} are the goal of {A}. {b} are [there|ready] already."), rate("A", "a")],
              ("how many {times} does {he_A} [still need|need]?", "how many {times} [will it take|does it take]?", "in how many {times} is the goal reached?"),
              "g - b; x / a", True, dict(s="a * n", g="s + b"), b=MIDDLE, n=SMALL),
    plain([rate("A", "a"), ("{he_A} does this for {n} {times}.", "{n} {times} go by.", "this goes on for {n} {times}."), ("{g} {things} are [wanted|needed|ordered].", "{B} has asked for {g} {things}.")],
              ("how many {things} are [still missing|missing]?", "how many more does {A} have to {do}?", "how many {things} are not done yet?"), "a * n; g - x", g=(60, 300)),
    plain([rate("A", "a"), ("{he_A} does this for {n} {times}.", "{n} {times} go by."), ("then {he_A} {loses} {c}.", "after that {B} takes {c} of them.", "{c} of all these [break|are lost].")],
              left(), "a * n; x - c", c=MIDDLE),
    plain([rate("A", "a"), ("after {n} {times} {he_A} divides them equally among {m} [friends|people|children].", "what {he_A} {did} in {n} {times} is shared by {m} [friends|people|children].")],
              SHARED, "a * n; x / m", made=dict(a="m * j"), m=SMALL, j=(1, 6)),
    plain([("{A} {does} {g} {things} in {n} {times}, [always the same number|the same number each {time}].", "in {n} {times} {A} {does} {g} {things}."),
               ("{he_A} goes on like that.", "the pace stays the same.", "nothing changes after that.")],
              ("how many {things} is that in {m} {times}?", "how many {things} does {A} {do} in {m} {times}?", "what would {m} {times} bring, in {things}?"),
              "g / n; x * m", made=dict(g="a * n"), a=(2, 20), n=SMALL, m=SMALL),
    plain([("{A} {does} {g} {things} in {n} {times}.", "in {n} {times} {A} {does} {g} {things}."), ("{B} {does} {h} in {m} {times}.", "{B} needs {m} {times} for {h} {things}.")],
              ("how many {things} a {time} is {A} faster?", "how many more {things} per {time} does {A} {do} than {B}?", "by how many {things} a {time} is {A} ahead?"),
              "g / n; h / m; x - y", made=dict(g="a * n", h="b * m"), a=(8, 25), b=(2, 15), n=SMALL, m=SMALL),
    # amounts: taken, given, added
    plain([amount("A", "a"), ("{B} takes {b} and {C} takes {c}.", "{b} of them go to {B}, {c} to {C}.", "{he_A} lets {B} have {b} of them and {C} {c}.",
                                  "first {he_A} {loses} {b}, then {c} more.", "{B} is given {b} of them, [later|then] {C} {c}.")], left(), "a - b; x - c", a=(40, 99), b=(2, 30), c=(2, 30)),
    plain([("of the {a} {things} that {A} {did}, {B} gets {b} and {C} {c}.", "{B} gets {b} and {C} {c} of the {a} {things} that belong to {A}.",
                "{A} {did} {a} {things}, {lost} {b} on Monday and {c} on Tuesday.")], left(), "a - b; x - c", a=(40, 99), b=(2, 30), c=(2, 30)),
    plain([amount("A", "a"), ("{he_A} {loses} {b} but {does} {c} [new ones|more|others].", "{b} are taken away and {c} are [added|brought].", "{B} takes {b} of them and returns {c}.",
                                  "first {b} go, then {c} come [back|in].")], left(), "a - b; x + c", a=MIDDLE, c=MIDDLE),
    plain([amount("A", "a"), ("then {he_A} {does} {b} more.", "{B} brings {b} more.", "{b} are added."), ("after that {he_A} {loses} {c}.", "{c} of them go to {C}.", "in the end {c} are taken out.")],
              left(), "a + b; x - c", a=MIDDLE, b=MIDDLE, c=MIDDLE),
    plain([amount("A", "a"), amount("B", "b")], BOTH, "a + b", True, a=BIG, b=BIG),
    plain([amount("A", "a"), amount("B", "b")], MORE, "a - b", True, a=BIG, b=BIG),
    plain([("{A} {did} {a} {things} on the first {time}, {b} on the second and {c} on the third.", "{A} has {a} {things}, {B} has {b} and {C} {c}.",
                "{a} {things} are from {A}, {b} from {B} and {c} from {C}.")], TOTAL, "a + b; x + c", a=BIG, b=BIG, c=BIG),
    plain([("{A} has room for {g} {things}.", "{g} {things} is what {A} wants.", "{A} needs {g} {things}."),
               ("{a} came [on the first {time}|early] and {b} [on the second|later].", "{he_A} has {a} from {B} and {b} from {C}.", "{he_A} {did} {a} at first and then {b} more.")],
              ("how many are [missing|still missing]?", "how many more {things} are needed?", "how many {things} are still to come?"), "a + b; g - x", g=(80, 200), a=MIDDLE, b=MIDDLE),
    plain([("before {he_A} {lost} {b}, {A} had some {things}. Now {he_A} has {a}.", "{A} {lost} {b} {things} and has {a} left.", "{A} has {a} {things} left after {b} of them went to {B}.")],
              ("how many {things} were there [at first|before]?", "how many {things} did {A} [have at first|start with]?"), "a + b", a=BIG, b=BIG),
    # boxes
    plain([boxes("A", "a", "b")], TOTAL, "a * b"),
    plain([boxes("A", "a", "b"), ("{c} [of them|of the {things}] [are gone|are lost|break].", "{he_A} {loses} {c} of them.", "{B} needs {c} {things} and takes them.")], left(), "a * b; x - c", c=MIDDLE),
    plain([boxes("A", "a", "b"), ("{he_A} {loses} {c} and {B} takes {d}.", "{c} go to {B}, {d} to {C}.", "{c} of all the {things} are lost, {d} are broken.", "on Monday {he_A} {loses} {c}, on Tuesday {d}.")],
              left(), "a * b; x - c; y - d", a=(3, 15), b=(4, 20)),
    plain([boxes("A", "a", "b"), ("{he_A} {loses} {c} of them, but {B} brings {d}.", "{c} are taken out and {d} put in.", "{B} borrows {c} and then gives {d} back.")], left(), "a * b; x - c; y + d", a=(3, 15), b=(4, 20)),
    plain([boxes("A", "a", "b"), ("{c} more {things} [are loose|lie beside them|are on the floor].", "besides {he_A} has {c} single {things}.", "{B} adds {c} {things}.", "before that {he_A} had {c} {things}.")],
              TOTAL + left(), "a * b; x + c", c=MIDDLE),
    plain([("there are {c} {things} [already|there] when {A} brings {a} {boxes} of {b}.", "to {c} {things} {A} adds {a} {boxes} with {b} [each|{in} each].",
                "{A} had {c} {things}. Now {he_A} gets {a} {boxes} of {b} {things}.")], TOTAL + left(), "a * b; c + x", c=BIG),
    plain([boxes("A", "a", "b"), boxes("B", "c", "d")], BOTH, "a * b; c * d; x + y"),
    plain([boxes("A", "a", "b"), boxes("B", "c", "d")], MORE, "a * b; c * d; x - y"),
    plain([("{in} [each|every] {box} are {a} [red|old|big] and {b} [blue|new|small] {things}.", "a {box} is for {a} {things} of {A} and {b} of {B}.", "{A} puts {a} {things} {in} every {box}, and {B} {b}."),
               ("there are {n} {boxes}.", "they fill {n} {boxes}.", "{n} {boxes} are [ready|filled].")], TOTAL, "a + b; x * n"),
    plain([boxes("A", "a", "b"), ("{he_A} divides [all of them|everything] equally among {m} [friends|people|children].", "{m} [friends|people|children] share [them all|everything] equally.")],
              SHARED, "a * b; x / m", made=dict(a="m * j"), m=SMALL, j=(1, 4)),
    plain([amount("A", "a"), amount("B", "b"), ("they put them together and divide them equally among {m} [friends|people|{boxes}].", "all of this is for {m} [friends|people|{boxes}] in equal parts.",
                                                    "{m} [friends|people|{boxes}] get equal parts of the {things} of both.")],
              SHARED, "a + b; x / m", made=dict(s="m * j", b="s - a"), a=(2, 60), m=SMALL, j=(4, 20)),
    plain([amount("A", "a"), ("{b} are [bad|broken|lost].", "{he_A} {loses} {b} of them.", "{B} gets {b} of them."),
               ("the [rest|others] go {in} {boxes} of {m}.", "{he_A} puts {m} of the rest {in} each {box}.", "each {box} takes {m} of those that are left.")],
              ("how many {boxes} [are there|are filled|does {A} fill]?", "how many {boxes} is that?"), "a - b; x / m", made=dict(s="m * j", a="s + b"), b=(2, 20), m=SMALL, j=SMALL),
    plain([amount("A", "a"), ("{b} are kept [apart|back] for {B}.", "{he_A} {loses} {b} of them."), ("{m} [friends|people|children] share the rest equally.", "the others are divided equally among {m} [friends|people|children].")],
              SHARED, "a - b; x / m", made=dict(s="m * j", a="s + b"), b=(2, 20), m=SMALL, j=SMALL),
    plain([("{A} divides {a} {things} equally among {m} [friends|people|children].", "{m} [friends|people|children] share {a} {things} of {A} equally."),
               ("one of them [then |]gets {b} more.", "{B} is one of them and has {b} more besides.", "to one share {b} are added.")],
              ("how many {things} [are in that share|does this one have] [now|then]?", "how many {things} is that for this one?"), "a / m; x + b", made=dict(a="m * j"), m=SMALL, j=(2, 20)),
    plain([("{A} divides {a} {things} equally among {m} [friends|people|children].", "{m} [friends|people|children] share {a} {things} of {A} equally."),
               ("one of them [then |]{loses} {b}.", "{B} is one of them and gives {b} away.", "from one share {b} are taken.")],
              ("how many {things} [are in that share|does this one have] [now|then]?", "how many {things} is that for this one?"), "a / m; x - b", made=dict(a="m * j"), m=SMALL, j=(8, 25), b=(2, 10)),
    plain([amount("A", "a"), ("a {box} takes {m}.", "{m} of them fit {in} a {box}.", "{he_A} puts {m} {in} every {box}.")],
              ("how many {boxes} [are needed|does {he_A} need|does {he_A} fill]?", "how many {boxes} is that?"), "a / m", made=dict(a="m * j"), m=SMALL, j=(2, 20)),
    # comparisons
    plain([amount("A", "a"), ("{B} has {k_times} as many.", "{B} {did} {k_times} as many {things} as {A}.", "for {B} it is {k_times} that number.")], BOTH, "a * k; a + x", a=MIDDLE, k=(2, 5)),
    plain([amount("A", "a"), ("{B} has {k_times} as many.", "{B} {did} {k_times} as many {things} as {A}.", "for {B} it is {k_times} that number.")],
              ("how many more does {B} have?", "by how many {things} is {B} ahead?", "what is the difference between the two?"), "a * k; x - a", a=MIDDLE, k=(2, 5)),
    plain([("{A} has {g} {things}, which is {k_times} as many as {B} has.", "the {g} {things} of {A} are {k_times} as many as those of {B}.", "{A} {did} {g} {things}, {k_times} the number of {B}.")],
              ("how many {things} does {B} have?", "what is the number for {B}?"), "g / k", made=dict(g="b * k"), k=(2, 5), b=(3, 40)),
    plain([("{A} has {g} {things}, which is {k_times} as many as {B} has.", "the {g} {things} of {A} are {k_times} as many as those of {B}.", "{A} {did} {g} {things}, {k_times} the number of {B}.")],
              BOTH, "g / k; g + x", made=dict(g="b * k"), k=(2, 5), b=(3, 40)),
    plain([amount("A", "a"), ("{B} has {b} more.", "{B} has {b} {things} more than {A}.", "{B} is ahead by {b}."), ("{C} has {c} more than {B}.", "{C} is ahead of {B} by {c}.")],
              ("how many {things} does {C} have?", "what is the number for {C}?"), "a + b; x + c", a=MIDDLE, b=MIDDLE, c=MIDDLE),
    plain([amount("A", "a"), ("{B} has {b} more.", "{B} has {b} {things} more than {A}.", "{B} is ahead by {b}."), ("{C} has {c} fewer than {B}.", "{C} is behind {B} by {c}.")],
              ("how many {things} does {C} have?", "what is the number for {C}?"), "a + b; x - c", a=MIDDLE, b=MIDDLE, c=MIDDLE),
    plain([amount("A", "a"), ("{B} has {b} fewer.", "{B} has {b} {things} fewer than {A}.", "{B} is behind by {b}."), ("{B} then {does} {c} more.", "but then {C} gives {B} {c}.", "later {c} are added for {B}.")],
              ("how many {things} does {B} have [then|in the end]?", "what is the number for {B}?"), "a - b; x + c", a=BIG, b=MIDDLE, c=MIDDLE),
    plain([amount("A", "a"), ("{B} has {b} fewer.", "{B} has {b} {things} fewer than {A}.", "{B} is behind by {b}.")], BOTH, "a - b; a + x", a=BIG, b=MIDDLE),
    plain([amount("A", "a"), ("{B} has {b} more.", "{B} has {b} {things} more than {A}.", "{B} is ahead by {b}.")], BOTH, "a + b; a + x", a=MIDDLE, b=MIDDLE),
    plain([amount("A", "a"), ("{B} has {k_times} as many.", "for {B} it is {k_times} that number."), ("{C} has {c} fewer than {B}.", "{C} is behind {B} by {c}.")],
              ("how many {things} do {A} and {C} have together?", "add up the {things} of {A} and {C}. How many is that?"), "a * k; x - c; y + a", a=(5, 30), k=(2, 5), c=(2, 30)),
    plain([amount("A", "a"), ("{k_part} of them [are broken|belong to {B}|are gone].", "{he_A} {loses} {k_part} of them.")], left(), "a / k; a - x", made=dict(a="k * j"), k=(2, 5), j=(3, 25)),
    # money
    plain([("[each|every one] of the {things} costs ${a}.", "the {things} are ${a} [each|apiece].", "{A} asks ${a} for each of the {things}."), ("{B} [buys|takes|orders] {n}.", "{n} are [bought|sold].")],
              ("how much [is that|does {B} pay]?", "how many dollars is that?", "what is the price of all?"), "a * n"),
    plain([("[each|every one] of the {things} costs ${a}.", "the {things} are ${a} [each|apiece].", "{B} pays ${a} for each of the {things}."),
               ("the {box} they come {in} costs ${c}.", "besides there is a fee of ${c}.", "${c} must be paid in any case.", "a {box} for them is ${c}."), ("{B} takes {n}.", "{n} are [bought|sold|ordered].")],
              ("how much [is that|does {B} pay]?", "how many dollars is that [in all|altogether]?", "what is the price of it all?"), "a * n; x + c", True, c=(2, 50)),
    plain([("[each|every one] of the {things} costs ${a}.", "the {things} are ${a} [each|apiece]."), ("{A} [buys|takes|orders] {n} and has ${g}.", "with ${g} {A} goes and gets {n}."),],
              ("how much [money is left|does {he_A} have left|remains]?", "how many dollars [are left|remain]?", "how much change is that?"), "a * n; g - x", g=(60, 300)),
    plain([("{A} sells {n} of the {things} for ${a} each.", "{n} of {A}'s {things} are sold at ${a} each.", "[each|every one] of the {things} brings ${a}, and {A} sells {n}."),
               ("{he_A} had paid ${b} for each.", "to {do} one costs {A} ${b}.", "one of them costs {A} ${b}.")],
              ("what is {his_A} [profit|gain]?", "how much does {A} gain?", "how many dollars of profit are made?"), "a - b; x * n"),
    plain([("[each|every one] of the {things} brings {A} ${a}.", "for each of the {things} {A} gets ${a}."), ("{he_A} sells {n} of them.", "{n} of them are [sold|paid]."),
               ("{he_A} [needs|saves for|wants] ${g} for a new {box}.", "a new {box} costs ${g}.")],
              ("how many dollars are [missing|still missing]?", "how much more does {A} need?"), "a * n; g - x", g=(60, 300)),
    plain([("{m} of the {things} cost ${g}.", "{A} pays ${g} for {m} of the {things}.", "for {m} of the {things} {A} asks ${g}."), ("{B} wants {n}.", "{n} are ordered.", "{B} [buys|takes] {n}.")],
              ("how much does {B} pay?", "how many dollars is that?", "what is the price?"), "g / m; x * n", made=dict(g="a * m"), a=SMALL, m=SMALL),
    plain([("{A} pays ${g} for {m} of the {things}.", "{m} of the {things} cost ${g}, all the same.", "for {m} of the {things} one pays ${g}.")],
              ("what is the price of one?", "how many dollars is one?", "how much does each of them cost?"), "g / m", made=dict(g="a * m"), a=(2, 20), m=SMALL),
    plain([("{A} gives ${a} and {B} ${b} for the {things}.", "for the {things} {A} pays ${a}, {B} ${b}.", "the {things} cost ${a} and the {boxes} ${b}."), ("{m} people split the cost equally.", "the sum is split equally by {m} people.")],
              ("how much is that for each?", "how many dollars does each pay?"), "a + b; x / m", made=dict(s="m * j", b="s - a"), a=(2, 40), m=SMALL, j=(4, 20)),
    plain([("a {box} costs ${g}, and {A} pays ${b} at once.", "{A} buys a {box} for ${g} and pays ${b} [first|now]."), ("the rest is paid in {m} {times}, the same each {time}.", "{m} equal parts follow, one a {time}.")],
              ("how much is one part?", "how many dollars a {time} is that?", "what does {A} pay per {time}?"), "g - b; x / m", made=dict(s="m * j", g="s + b"), b=(2, 30), m=SMALL, j=SMALL),
    plain([("one of the {things} costs ${a}, a {box} ${b}.", "the {things} cost ${a} each, the {boxes} ${b}."), ("{A} [buys|takes] {n} {things} and {m} {boxes}.", "{n} {things} and {m} {boxes} are sold.")],
              ("how much is that [together|in all]?", "how many dollars does that come to?", "what is the sum?"), "n * a; m * b; x + y", a=SMALL, b=SMALL, m=SMALL),
    plain([("one of the {things} costs ${a}, a {box} ${b}.", "the {things} cost ${a} each, the {boxes} ${b}."), ("{A} has ${g} and [buys|takes] {n} {things} and one {box}.", "with ${g} {A} pays for a {box} and {n} {things}.")],
              ("how many dollars are left?", "how much [remains|is left]?", "what does {A} have after that?"), "n * a; x + b; g - y", a=SMALL, g=(60, 250)),
]


def situation(rng: random.Random) -> Draft:
    return tell(rng.choice(SITUATIONS), rng)
