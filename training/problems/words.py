"""The shared vocabulary of the non-arithmetic tasks: common words, kept few because the tokenizer is small."""

GIRLS = "Ann Mia Eva Lucy Emma Sara Nina Rosa Julia Clara Alice Lena Maria Zoe Kate Ruby Olga Ines Dora Helen".split()
BOYS = "Tom Ben Max Leo Sam Paul Jack Adam Oscar Peter Noah Omar Felix Hugo Ivan David Mark Luke Erik Carl".split()
NAMES = GIRLS + BOYS

COLOURS = "red blue green yellow black white brown pink purple orange grey golden silver".split()
OBJECTS = ("ball kite book hat bag cup lamp box bike coat key clock chair phone ring scarf spoon watch drum doll "
           "mirror basket pen bottle radio camera guitar blanket ladder bell brush pillow").split()
ANIMALS = "cat dog horse rabbit parrot hamster goat duck turtle snake lizard pony mouse goose sheep lamb frog owl".split()
CITIES = ("Oslo Paris Rome Berlin Madrid Vienna London Dublin Prague Lisbon Athens Warsaw Cairo Tokyo Lima Boston "
          "Delhi Milan Geneva Sydney").split()
FOODS = ("pizza rice soup bread cheese pasta salad fish honey cake apples bananas carrots beans noodles pancakes "
         "tomatoes grapes chocolate yogurt").split()
JOBS = ("baker doctor teacher nurse farmer painter pilot singer driver cook writer dentist lawyer plumber tailor "
        "gardener waiter miner").split()
PLACES = ("kitchen garden school park library market garage office hall attic cellar station museum shop forest "
          "bedroom").split()
SPORTS = "tennis chess football golf hockey rugby judo swimming running sailing skiing boxing".split()
DRINKS = "tea coffee milk water juice lemonade cocoa cider".split()
LANGUAGES = "French German Spanish Italian Greek Polish Dutch Arabic Hindi Latin".split()
INSTRUMENTS = "piano violin flute trumpet harp cello banjo organ".split()
FRUITS = "apple pear plum peach lemon melon cherry mango orange banana grape fig".split()

NATURE = ("river mountain lake island cloud rain snow wind storm stone sand leaf tree flower grass root valley hill "
          "ocean star moon sun sky fire ice").split()
PLAIN = ("table window door house street bridge road train boat plane wheel engine paper letter number word story "
         "music song dance game team friend family child mother father summer winter spring autumn morning evening "
         "night hour minute bread butter sugar salt pepper money gold silver iron copper glass wood cotton").split()
SHORT = "map jar net fan bed cat sea toy web zip arm eye ear leg egg jam nut oak pie rug van".split()
LONG = ("elephant umbrella telephone butterfly adventure chocolate hospital mushroom newspaper strawberry "
        "calendar dinosaur envelope festival hurricane kangaroo magazine octopus pineapple sandwich").split()

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()

SORTABLE = sorted(set(ANIMALS + OBJECTS + FRUITS + NATURE + PLAIN + SHORT + LONG + PLACES + COLOURS))


def article(word: str) -> str:
    """The word with a or an in front."""
    return ("an " if word[0].lower() in "aeiou" else "a ") + word


def and_list(words: list[str]) -> str:
    """a, b and c"""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
