"""Arithmetic scenes of counts and measures: work, gardens, games, clubs, hospitals, building sites, files, weather, post.

Answers are calculations alone.
"""
from ..scene import Alternatives, Scene, calculations

TANKS = ("vessel inlet other unit units", [
    ("pool", "garden hose", "fire hose", "minute", "minutes"), ("cistern", "upper spring", "lower spring", "hour", "hours"),
    ("tank", "old pump", "new pump", "minute", "minutes"), ("pond", "stream", "ditch", "hour", "hours"), ("trough", "left tap", "right tap", "minute", "minutes")])
LEAKS = ("vessel unit units", [("water tower", "hour", "hours"), ("fish pond", "day", "days"), ("barrel", "minute", "minutes"), ("reservoir", "hour", "hours"), ("fountain", "minute", "minutes")])
FLOORS = ("room", [("kitchen",), ("bathroom",), ("hallway",), ("laundry room",), ("shower room",), ("lobby",)])
BOOKS = ("book", [("novel",), ("history of Rome",), ("travel diary",), ("mystery",), ("biography",), ("book of legends",)])
WEIGHED = ("case item items", [("crate", "jar", "jars"), ("box", "book", "books"), ("basket", "melon", "melons"), ("chest", "statue", "statues"), ("sack", "pumpkin", "pumpkins")])
CARRIERS = ("carrier load loads other others", [
    ("van", "crate", "crates", "barrel", "barrels"), ("raft", "trunk", "trunks", "box", "boxes"), ("lift", "desk", "desks", "chair", "chairs"),
    ("trailer", "log", "logs", "sack of gravel", "sacks of gravel"), ("cable car", "generator", "generators", "beam", "beams")])
ROLLS = ("roll stuff piece pieces", [("roll", "copper wire", "piece", "pieces"), ("bolt", "silk", "strip", "strips"), ("reel", "cable", "section", "sections"), ("spool", "ribbon", "piece", "pieces")])
SHOWS = ("show side main", [
    ("radio show", "News and talk", "music"), ("gala evening", "Speeches", "dancing"), ("workshop", "Breaks and lunch", "practice"),
    ("cooking class", "Explanations", "cooking"), ("sailing lesson", "Safety rules", "sailing"), ("guided visit", "Waiting lines", "the exhibits")])
MAKERS = ("machine makes make ware wares", [
    ("machine", "wraps", "wrap", "parcel", "parcels"), ("robot", "welds", "weld", "frame", "frames"), ("press", "stamps", "stamp", "coin", "coins"),
    ("oven", "finishes", "finish", "brick", "bricks"), ("lathe", "turns", "turn", "chair leg", "chair legs")])
DRILLS = ("drill", [("skipping",), ("rowing",), ("boxing",), ("push-ups",), ("juggling",), ("sprinting",)])
COURSES = ("course part parts", [("first-aid course", "unit", "units"), ("pottery course", "session", "sessions"), ("debate", "round", "rounds"), ("chess seminar", "lecture", "lectures"), ("sewing day", "lesson", "lessons")])
LEAVING = ("vehicle walk", [("train", "walk to the station"), ("ferry", "walk to the pier"), ("plane", "way to the gate"), ("night bus", "walk to the bus stop"), ("cable car", "climb to the lower station")])
OPENED = ("place guests", [("museum", "visitors"), ("swimming pool", "swimmers"), ("city library", "readers"), ("lighthouse", "tourists"), ("botanical garden", "visitors"), ("ticket office", "customers")])
JOURNEYS = ("goal ride boat", [("island", "bus", "boat"), ("fortress", "tram", "cable car"), ("valley", "coach", "mountain train"), ("camp", "minibus", "ferry")])
PRINTED = ("one_maker other_maker pieces", [
    ("old printer", "new printer", "posters"), ("first loom", "second loom", "scarves"), ("big mold", "small mold", "candles"),
    ("day crew", "night crew", "pallets"), ("left line", "right line", "toy cars")])
CREWS = ("workers do work unit", [
    ("masons", "build", "a wall", "meters"), ("workers", "dig", "a trench", "meters"), ("gardeners", "trim", "a hedge", "meters"),
    ("painters", "paint", "a fence", "meters"), ("fitters", "lay", "a pipeline", "meters")])
STAFF = ("workers do things place", [
    ("packers", "pack", "boxes", "warehouse"), ("tailors", "sew", "sleeves", "workshop"), ("clerks", "stamp", "forms", "office"),
    ("cooks", "fill", "dumplings", "canteen"), ("pickers", "pick", "lettuces", "greenhouse"), ("sorters", "check", "bottles", "depot")])
JOBS = ("workers job", [("painters", "paint the bridge"), ("carpenters", "build the stands"), ("harvesters", "clear the vineyard"), ("divers", "clean the hull"), ("movers", "empty the archive")])
ORDERED = ("items item", [("lamps", "lamp"), ("stools", "stool"), ("valves", "valve"), ("kites", "kite"), ("baskets", "basket"), ("mugs", "mug")])
GROWING = ("plants fruit", [("tomato plants", "tomatoes"), ("pumpkin plants", "pumpkins"), ("bean plants", "beans"), ("grapevines", "grapes"), ("pepper plants", "peppers")])
FRAGILE = ("things box boxes bad", [("eggs", "carton", "cartons", "cracked"), ("peaches", "tray", "trays", "bruised"), ("bulbs", "bag", "bags", "rotten"), ("glass balls", "box", "boxes", "chipped"), ("pears", "crate", "crates", "spoiled")])
DAIRY = ("first second", [("cows", "goats"), ("goats", "sheep"), ("brown cows", "spotted cows"), ("buffaloes", "cows")])
ORCHARDS = ("place kind others trees", [
    ("orchard", "apple trees", "pear trees", "trees"), ("nursery", "firs", "spruces", "trees"), ("greenhouse", "orchids", "lilies", "flowers"),
    ("vineyard", "red vines", "white vines", "vines"), ("park", "lindens", "maples", "trees")])
FODDER = ("bales animals unit store", [("bales of hay", "horses", "bales", "barn"), ("sacks of oats", "ponies", "sacks", "shed"), ("bundles of twigs", "goats", "bundles", "stable"), ("buckets of feed", "pigs", "buckets", "storeroom")])
SEEDS = ("packets packet seeds fail", [
    ("packets", "packet", "seeds", "do not sprout"), ("pots", "pot", "bulbs", "do not bloom"), ("trays", "tray", "seedlings", "dry out"), ("nets", "net", "onions", "turn bad")])
HERDS = ("farm animals", [("farm", "sheep"), ("ranch", "cattle"), ("estate", "deer"), ("stud farm", "horses"), ("farm", "geese")])
STORES = ("store stores things", [("barn", "barns", "sacks"), ("shelf", "shelves", "jars"), ("truck", "trucks", "crates"), ("hall", "halls", "chairs"), ("cart", "carts", "pumpkins"), ("tent", "tents", "blankets")])
HIVES = ("hives hive stuff vessel vessels", [("hives", "hive", "honey", "bucket", "buckets"), ("olive trees", "tree", "olives", "basket", "baskets"), ("walnut trees", "tree", "walnuts", "sack", "sacks"), ("salt pans", "pan", "salt", "barrel", "barrels")])
LEAGUES = ("sport", [("handball",), ("hockey",), ("volleyball",), ("water polo",), ("rugby",), ("quiz",)])
MATCHES = ("team points", [("Tigers", "points"), ("Comets", "goals"), ("Lions", "points"), ("Rockets", "points"), ("Bears", "hits")])
THROWN = ("game try tries", [("darts", "throw", "throws"), ("a ball game", "roll", "rolls"), ("a card game", "trick", "tricks"), ("a dice game", "throw", "throws")])
SIDES = ("team", [("Tigers",), ("Comets",), ("Lions",), ("Rockets",), ("girls",), ("juniors",)])
BOARDS = ("piece field fields", [("counter", "square", "squares"), ("token", "space", "spaces"), ("toy ship", "square", "squares"), ("stone", "field", "fields")])
TEAMS = ("event players team teams prize prizes", [
    ("tournament", "players", "team", "teams", "medals", "balls"), ("rally", "scouts", "patrol", "patrols", "maps", "torches"),
    ("regatta", "rowers", "crew", "crews", "badges", "flags"), ("relay", "runners", "squad", "squads", "bottles", "towels")])
POLLS = ("voters first second third", [
    ("members", "tulips", "roses", "lilies"), ("students", "hikes", "picnics", "concerts"), ("villagers", "benches", "fountains", "swings"),
    ("workers", "apples", "bananas", "oranges"), ("guests", "waltzes", "tangos", "polkas")])
CLUBS = ("club members", [("chess club", "members"), ("choir", "singers"), ("rowing club", "rowers"), ("photo club", "members"), ("gym", "members"), ("drama group", "members"), ("book club", "readers")])
SEATED = ("room people table tables", [("hall", "members", "table", "tables"), ("canteen", "workers", "table", "tables"), ("garden", "guests", "bench", "benches"), ("tent", "campers", "table", "tables")])
SHELVED = ("shelf shelves things place", [("shelf", "shelves", "books", "library"), ("rack", "racks", "magazines", "reading room"), ("table", "tables", "maps", "archive"), ("board", "boards", "fossils", "museum"), ("stand", "stands", "trophies", "club house")])
LENT = ("place things", [("library", "books"), ("toy library", "puzzles"), ("ski shop", "helmets"), ("tool bank", "drills"), ("music room", "guitars"), ("museum", "paintings")])
SWAPPED = ("cards coins", [("cards", "coins"), ("stickers", "marbles"), ("badges", "shells"), ("stamps", "postcards"), ("comics", "posters")])
WARDS = ("hospital floor floors patients", [("hospital", "floor", "floors", "patients"), ("clinic", "ward", "wards", "patients"), ("nursing home", "wing", "wings", "residents"), ("health resort", "house", "houses", "guests")])
PILLS = ("pills pill_box", [("tablets", "box"), ("drops", "bottle"), ("capsules", "pack"), ("spoonfuls of syrup", "flask")])
CARERS = ("nurses patients", [("nurses", "patients"), ("dentists", "children"), ("keepers", "animals"), ("guides", "tourists"), ("tutors", "pupils")])
WAITING = ("room people call", [("waiting room", "patients", "called in"), ("lobby", "visitors", "called upstairs"), ("corridor", "applicants", "called in"), ("hallway", "witnesses", "called into court"), ("airport lounge", "travelers", "called to the gate")])
ALBUMS = ("photos page pages", [("photos", "page", "pages"), ("stickers", "sheet", "sheets"), ("postcards", "page", "pages"), ("pressed leaves", "sheet", "sheets")])
DISHES = ("dish stuff", [("soup", "lentils"), ("risotto", "rice"), ("stew", "beans"), ("curry", "chickpeas"), ("chili", "beef")])
DOUGHS = ("dough item items", [("cookie dough", "cookie", "cookies"), ("bread dough", "roll", "rolls"), ("pasta dough", "dumpling", "dumplings"), ("pie crust", "tart", "tarts")])
EGGS = ("cake cakes sauce things", [("cake", "cakes", "a sauce", "eggs"), ("pie", "pies", "a compote", "apples"), ("salad", "salads", "a dip", "tomatoes"), ("jug of punch", "jugs of punch", "a dessert", "lemons")])
POTS = ("soup pot bowl bowls", [("soup", "pot", "bowl", "bowls"), ("punch", "bucket", "glass", "glasses"), ("tea", "kettle", "cup", "cups"), ("lemonade", "barrel", "mug", "mugs")])
OFFICES = ("room people", [("clinic", "patients"), ("consulate", "travelers"), ("town hall", "citizens"), ("blood bank", "donors")])
HEATED = ("soup", [("soup",), ("glue",), ("jam",), ("wax",), ("syrup",)])
THICK = ("mine yours", [("dictionary", "atlas"), ("diary", "cookbook"), ("songbook", "phone book"), ("manual", "catalog")])
WALLS = ("wall bricks pallet pallets", [("wall", "bricks", "pallet", "pallets"), ("path", "paving stones", "pallet", "pallets"), ("roof", "roof tiles", "bundle", "bundles"), ("chimney", "bricks", "stack", "stacks")])
HAULED = ("stuff truck trucks unit", [("sand", "truck", "trucks", "tons"), ("gravel", "wagon", "wagons", "tons"), ("topsoil", "truck", "trucks", "cubic meters"), ("clay", "barge", "barges", "tons"), ("concrete", "mixer", "mixers", "cubic meters")])
FITTED = ("workers do things", [("glaziers", "fit", "windows"), ("joiners", "hang", "doors"), ("electricians", "install", "lamps"), ("plumbers", "connect", "radiators"), ("welders", "join", "pipes")])
DUG = ("work ends", [("tunnel", "side"), ("canal", "end"), ("road", "end"), ("ditch", "side"), ("railway line", "end")])
TOWERS = ("tower floor floors", [("tower", "floor", "floors"), ("hotel", "story", "stories"), ("car park", "deck", "decks"), ("scaffold", "level", "levels")])
LINES = ("vehicle riders stop", [("bus", "passengers", "market"), ("ferry", "tourists", "island"), ("tram", "workers", "factory"), ("river boat", "visitors", "castle"), ("coach", "fans", "stadium"), ("night train", "travelers", "border")])
SEATS = ("vehicle row rows riders", [("coach", "row", "rows", "tourists"), ("steamer", "row", "rows", "guests"), ("tourist train", "car", "cars", "visitors"), ("big wheel", "cabin", "cabins", "riders"), ("boat", "bench", "benches", "divers")])
CROSSED = ("vehicle riders trip trips", [("ferry", "trucks", "crossing", "crossings"), ("cable car", "hikers", "ride", "rides"), ("lift", "miners", "ride", "rides"), ("shuttle", "fans", "trip", "trips"), ("boat", "campers", "crossing", "crossings")])
DISKS = ("disk files file_one", [("disk", "films", "film"), ("memory card", "videos", "video"), ("server", "backups", "backup"), ("laptop", "games", "game")])
FILES = ("files folder folders", [("photos", "folder", "folders"), ("songs", "playlist", "playlists"), ("recipes", "folder", "folders"), ("reports", "folder", "folders")])
SKIES = ("sunny cloudy rainy", [("sunny", "cloudy", "rainy"), ("windy", "calm", "stormy"), ("dry", "foggy", "wet"), ("warm", "mild", "cold")])
INNS = ("house guests", [("hotel", "guests"), ("hostel", "hikers"), ("inn", "travelers"), ("lodge", "scouts"), ("guest house", "skiers")])
LINEN = ("things", [("towels",), ("pillows",), ("blankets",), ("hangers",), ("cups",)])
MAILED = ("letters bag bags carriers", [("letters", "bag", "bags", "mail carriers"), ("postcards", "bundle", "bundles", "helpers"), ("parcels", "cart", "carts", "drivers"), ("papers", "stack", "stacks", "news carriers")])
SENT = ("parcel", [("parcel",), ("crate",), ("trunk",), ("package",), ("suitcase",)])
CHOIRS = ("group singers row rows", [("choir", "singers", "row", "rows"), ("orchestra", "players", "row", "rows"), ("brass band", "players", "line", "lines"), ("dance company", "dancers", "circle", "circles")])
PLAYED = ("first second third group", [("violins", "flutes", "cellos", "orchestra"), ("trumpets", "drums", "horns", "band"), ("sopranos", "basses", "tenors", "choir"), ("guitars", "banjos", "fiddles", "folk band")])
MIXED = ("liquid other vessel vessels", [("water", "acid", "beaker", "beakers"), ("alcohol", "dye", "flask", "flasks"), ("brine", "vinegar", "test tube", "test tubes"), ("oil", "solvent", "bottle", "bottles")])
GROWN = ("thing cells", [("dish", "cells"), ("test tube", "bacteria"), ("flask", "yeast cells"), ("drop of water", "algae")])
SPROUTS = ("sprout other", [("bean", "pea"), ("sunflower", "poppy"), ("fern", "lily"), ("wheat shoot", "rye shoot"), ("tulip", "daffodil")])


def plain(told: list[Alternatives], asks: Alternatives, steps: str, words: tuple[str, list[tuple]] = ("", [()]), made: dict[str, str] | None = None,
          any_order: bool = False, **numbers: tuple[int, int]) -> Scene:
    return Scene(told, asks, calculations(steps), numbers, words, made or {}, any_order)


SCENES = [
    # liters, kilograms, meters, tiles, pages
    plain([("An empty {vessel} is filled by the {inlet} and the {other} at the same time. The {inlet} brings {a} liters [a|per] {unit}, the {other} {b}.",
            "Through the {inlet}, {a} liters run into an empty {vessel} every {unit}, while the {other} adds {b} liters [a|per] {unit}.",
            "Two inlets feed an empty {vessel}: {a} liters [a|per] {unit} come from the {inlet} and {b} from the {other}."),
           ("The {vessel} holds {t} liters.", "There is room for {t} liters in the {vessel}.", "It takes {t} liters to fill the {vessel}.")],
          ("How many {units} does it take until the {vessel} is full?", "After how many {units} is the {vessel} full?", "Find the number of {units} needed to fill the {vessel}."),
          "a + b; t / x", TANKS, dict(s="a + b", t="s * q"), a=(3, 30), b=(3, 30), q=(2, 15)),
    plain([("A {vessel} holds {d} liters [at first|to begin with].", "[At first|At the start] there are {d} liters of water in a {vessel}."),
           ("Every {unit} {a} liters run in and {b} liters [run|leak] out.", "{a} liters flow in [each|every] {unit}, but in the same time {b} liters flow out.",
            "The {vessel} loses {b} liters a {unit}, yet {a} liters are pumped in over the same time.")],
          ("How many liters are in the {vessel} after {c} {units}?", "What does the {vessel} hold {c} {units} later, in liters?", "If this goes on for {c} {units}, how many liters will there be in the {vessel}?"),
          "a - b; x * c; d + y", LEAKS, dict(a="b + e"), b=(3, 20), e=(2, 15), c=(2, 9), d=(20, 200)),
    plain([("The floor of a {room} is to get {a} rows of {b} tiles.", "{A} plans {a} rows of tiles for the {room} floor, {b} tiles to a row.", "A {room} floor needs {b} tiles per row, and there are {a} rows."),
           ("Tiles come in boxes of {c}.", "One box contains {c} tiles.", "The shop sells tiles only by the box, {c} to a box.")],
          ("How many boxes must be [bought|ordered]?", "Find the number of boxes needed.", "How many boxes of tiles does the whole floor take?"),
          "a * b; x / c", FLOORS, dict(a="c * q"), True, c=(2, 6), q=(2, 4), b=(4, 15)),
    plain([("{A} is tiling a {room}: {a} rows with {b} tiles each.", "A {room} gets {a} rows of {b} tiles.", "In a {room}, {a} rows of tiles are to be laid, and every row takes {b} tiles."),
           ("{c} tiles are already in place.", "So far {c} of the tiles have been laid.", "By noon {c} tiles are in place.")],
          ("If {d} more tiles are laid every hour, how many hours of work are left?", "At {d} tiles an hour, how many hours does the rest take?", "How many more hours are needed when {d} tiles can be laid in an hour?"),
          "a * b; x - c; y / d", FLOORS, dict(p="a * b", m="d * q", c="p - m"), a=(8, 15), b=(8, 15), d=(4, 9), q=(2, 6)),
    plain([("A {book} has {t} pages.", "{A} [borrows|starts] a {book} of {t} pages.", "{t} pages: that is how long a {book} is."),
           ("[For|During] the first {b} evenings {A} reads {a} pages an evening.", "{A} reads {a} pages on each of the first {b} evenings."),
           ("The rest has to be finished in {c} more evenings.", "After that {c} evenings are left before the {book} must go back to the library.")],
          ("How many pages [an evening|per evening] must {he_A} read then?", "How many pages does {A} have to read on each of the remaining evenings?", "If the rest is spread evenly over these {c} evenings, how many pages is that per evening?"),
          "a * b; t - x; y / c", BOOKS, dict(p="a * b", r="c * q", t="p + r"), a=(8, 40), b=(2, 6), c=(2, 8), q=(5, 40)),
    plain([("A {case} with {n} equal {items} in it weighs {t} kg.", "{n} {items}, all of the same weight, lie in a {case}, and together with the {case} they weigh {t} kg.", "When a {case} is weighed together with the {n} equal {items} inside, the scales show {t} kg."),
           ("The {case} alone weighs {e} kg.", "Empty, the {case} weighs {e} kg.", "{e} kg of this is the {case} itself.")],
          ("What is the weight of one {item}, in kg?", "How many kilograms does [one|each] {item} weigh?", "How heavy is a single {item}, in kilograms?"),
          "t - e; x / n", WEIGHED, dict(w="n * q", t="w + e"), n=(2, 9), q=(2, 12), e=(2, 15)),
    plain([("A {carrier} can carry {g} kg at most.", "A {carrier} must not be loaded with more than {g} kg.", "The limit for a {carrier} is {g} kg."),
           ("{n} {loads} of {w} kg each are loaded first.", "First come {n} {loads}, each weighing {w} kg.", "The {carrier} already carries {n} {loads} of {w} kg apiece.")],
          ("How many {others} of {v} kg can be added?", "If a {other} weighs {v} kg, how many {others} may follow?", "How many {others}, {v} kg each, can still go along?"),
          "n * w; g - x; y / v", CARRIERS, dict(p="n * w", r="v * q", g="p + r"), n=(2, 9), w=(10, 60), v=(4, 30), q=(2, 9)),
    plain([("{n} equal {pieces} are cut from a {roll} that held {t} meters of {stuff}.", "{A} takes a {roll} with {t} meters of {stuff} and cuts {n} {pieces} of the same length from it.",
            "From {t} meters of {stuff} on a {roll}, {A} cuts {n} equally long {pieces}."),
           ("{r} meters are left on the {roll}.", "Afterwards {r} meters of {stuff} are left over.", "What stays on the {roll} is {r} meters long.")],
          ("How long is each {piece}, in meters?", "How many meters does one {piece} measure?", "Find the length of one {piece} in meters."),
          "t - r; x / n", ROLLS, dict(w="n * q", t="w + r"), n=(2, 12), q=(2, 12), r=(2, 25)),
    plain([("The {inlet} and the {other} fill a {vessel} of {g} liters.", "A {vessel} of {g} liters is fed from two sides, by the {inlet} and by the {other}."),
           ("The {inlet} has brought {a} liters so far and the {other} {k_times} as much.", "Up to now {a} liters have come from the {inlet}. The {other} has brought {k_times} that amount.")],
          ("How many liters are still missing until the {vessel} is full?", "How many more liters fit into the {vessel}?", "What is the free space in the {vessel}, in liters?"),
          "a * k; a + x; g - y", TANKS, dict(p="a * k", s="a + p", g="s + e"), a=(5, 60), k=(2, 5), e=(3, 80)),

    # durations and timetables
    plain([("A {show} lasts {h} hours.", "{h} hours are set aside for a {show}.", "From beginning to end a {show} takes {h} hours."),
           ("{side} take up {a} minutes.", "{side} fill {a} minutes of this time.", "{side} need {a} minutes altogether.")],
          ("How many minutes are left for {main}?", "How many minutes does that leave for {main}?", "Find the time for {main} in minutes."),
          "h * m; x - a", SHOWS, h=(2, 5), m=(60, 60), a=(10, 100)),
    plain([("A {machine} {makes} one {ware} every {a} minutes.", "It takes a {machine} {a} minutes to {make} one {ware}.", "Every {a} minutes one more {ware} leaves the {machine}.")],
          ("How many {wares} is that in {h} hours?", "How many {wares} does the {machine} {make} in {h} hours?", "If the {machine} runs for {h} hours, how many {wares} does it {make}?"),
          "h * m; x / a", MAKERS, a=(2, 6), h=(2, 9), m=(60, 60)),
    plain([("A training plan has {c} rounds. Each round is {a} minutes of {drill} and {b} minutes of rest.", "{A} does {c} rounds, each made of {a} minutes of {drill} followed by {b} minutes of rest.",
            "{a} minutes of {drill}, then {b} minutes of rest: {A} goes through this {c} times."),
           ("Stretching at the end takes {d} minutes.", "Before it all there is a warm-up of {d} minutes.", "Add {d} minutes for the warm-up.")],
          ("How many minutes does the whole training take?", "How long is the training in all, in minutes?", "Find the length of the training in minutes."),
          "a + b; x * c; y + d", DRILLS, a=(2, 15), b=(2, 6), c=(2, 9), d=(5, 25)),
    plain([("A {course} lasts {h} hours. It has {b} {parts} of equal length.", "In the {h} hours of a {course} there are {b} equally long {parts}.", "A {course} of {h} hours consists of {b} {parts}, all equally long, and some breaks."),
           ("All the breaks together take {a} minutes.", "{a} minutes are lost to breaks.", "For breaks {a} minutes are planned in all.")],
          ("How many minutes does each {part} last?", "How long is one {part}, in minutes?", "How many minutes are there for a single {part}?"),
          "h * m; x - a; y / b", COURSES, dict(p="h * m", r="b * q", a="p - r"), h=(2, 4), m=(60, 60), b=(2, 5), q=(12, 20)),
    plain([("The {vehicle} leaves in {t} minutes, and the {walk} takes {a} minutes.", "The {walk} takes {A} {a} minutes. In {t} minutes the {vehicle} leaves.", "{t} minutes are left until the {vehicle} leaves. For the {walk}, {A} needs {a} of them.")],
          ("How many minutes does {A} have to spare?", "If {A} sets out at once, how many minutes too early is {he_A}?", "How many minutes can {A} wait before setting out?"),
          "t - a", LEAVING, dict(t="a + e"), a=(4, 40), e=(3, 50)),
    plain([("A {place} is open from {a} to {b} o'clock.", "The doors of a {place} open at {a} o'clock and close at {b} o'clock.", "At {b} o'clock a {place} closes, after opening at {a} o'clock on the same day."),
           ("Every hour {c} {guests} come.", "On average {c} {guests} enter per hour.", "{c} {guests} are counted in each hour.")],
          ("How many {guests} is that [a|per] day?", "How many {guests} come in the course of the day?", "Find the number of {guests} in one day."),
          "b - a; x * c", OPENED, a=(7, 11), b=(14, 21), c=(3, 60)),
    plain([("The trip to the {goal} takes {t} minutes in all.", "Altogether {A} needs {t} minutes to reach the {goal}.", "{t} minutes pass between leaving home and arriving at the {goal}."),
           ("{a} of these minutes are spent on the {ride}, {b} waiting, and the rest on the {boat}.", "First {A} sits in the {ride} for {a} minutes, then {he_A} waits for {b} minutes, and the rest of the time {he_A} is on the {boat}.")],
          ("How many minutes longer is the time on the {boat} than the time on the {ride}?", "By how many minutes does the time on the {boat} exceed the time on the {ride}?", "The time on the {boat} is longer than that on the {ride}. By how many minutes?"),
          "t - a; x - b; y - a", JOURNEYS, dict(c="a + e", s="a + b", t="s + c"), a=(5, 40), b=(3, 25), e=(2, 40)),
    plain([("A cycle of a traffic light lasts {t} seconds: {a} seconds green, {b} seconds yellow, the rest red.", "Of the {t} seconds that a traffic light needs for one cycle, it is green for {a} and yellow for {b}. The rest of the time it is red.",
            "Every {t} seconds a traffic light starts over. In this time it is yellow for {b} seconds, green for {a} seconds and otherwise red.")],
          ("For how many seconds is the light red in {n} cycles?", "How many seconds of red are there in {n} cycles?", "Find the seconds of red light in {n} full cycles."),
          "t - a; x - b; y * n", made=dict(s="a + b", t="s + r"), a=(15, 40), b=(3, 8), r=(10, 40), n=(2, 12)),
    plain([("My {course} has {n} {parts} of {a} minutes each.", "{n} {parts} of {a} minutes each make up my {course}."), ("I have {t} minutes for everything.", "The hall is mine for {t} minutes.", "My time is limited to {t} minutes.")],
          ("How many minutes [do I have for questions at the end|remain after the last {part}]?", "After all the {parts}, how many of my minutes are left?", "How much time, in minutes, is not used by the {parts}?"),
          "n * a; t - x", COURSES, dict(p="n * a", t="p + e"), n=(2, 8), a=(8, 40), e=(3, 45)),

    # work and machines
    plain([("The {one_maker} makes {a} {pieces} an hour, the {other_maker} {b}.", "In one hour {a} {pieces} come from the {one_maker} and {b} from the {other_maker}."),
           ("Of the {t} {pieces} in an order, {c} are done already.", "{t} {pieces} are ordered, and {c} of them are in stock.", "A customer wants {t} {pieces}. {c} of these lie ready.")],
          ("Working together, how many hours do the two need for the rest?", "In how many hours are the others finished if both work at the same time?", "How many hours of joint work are still needed?"),
          "t - c; a + b; x / y", PRINTED, dict(s="a + b", r="s * q", t="r + c"), True, a=(4, 30), b=(4, 30), q=(2, 12), c=(5, 60)),
    plain([("{n} identical machines make {t} {items} an hour.", "In one hour {t} {items} are made by {n} identical machines.", "A workshop with {n} equal machines turns out {t} {items} per hour.")],
          ("How many {items} would {m} such machines make in an hour?", "With {m} of these machines, how many {items} an hour is that?", "How many {items} per hour can be expected if there are {m} of these machines?"),
          "t / n; x * m", ORDERED, dict(t="n * q"), n=(2, 9), q=(3, 20), m=(10, 15)),
    plain([("{n} {workers} {do} {a} {things} an hour each.", "Each of the {n} {workers} in a {place} can {do} {a} {things} an hour.", "In a {place} there are {n} {workers}, and every one of them can {do} {a} {things} in an hour."),
           ("{c} of the {workers} go home.", "Today {c} of the {workers} are ill.", "{c} of the {workers} are sent to another place.")],
          ("How many {things} can the others {do} in an hour?", "How many {things} an hour can still be expected?", "Find how many {things} the remaining {workers} {do} per hour."),
          "n - c; x * a", STAFF, dict(n="c + e"), c=(2, 6), e=(2, 12), a=(4, 30)),
    plain([("{n} {workers} are to {do} {work} of {t} {unit}.", "{work} of {t} {unit} is the task of {n} {workers}."), ("Each of them does {a} {unit} a day.", "Every day each of the {workers} does {a} {unit}.", "One of the {workers} alone does {a} {unit} a day.")],
          ("How many {unit} are still to be done after {d} days?", "What length, in {unit}, is missing when {d} days are over?", "{d} days go by. How many {unit} remain?"),
          "n * a; x * d; t - y", CREWS, dict(p="n * a", r="p * d", t="r + e"), n=(2, 8), a=(2, 12), d=(2, 8), e=(4, 120)),
    plain([("{n} {workers} need {d} days to {job}.", "To {job} is {d} days of work for {n} {workers}.", "It takes {n} {workers} {d} days to {job}.")],
          ("How many days do {m} {workers} need?", "How many days would it take if there were {m} {workers}?", "In how many days can {m} equally fast {workers} do it?"),
          "n * d; x / m", JOBS, dict(d="m * q"), n=(2, 9), m=(2, 8), q=(2, 6)),
    plain([("{t} {items} are to be made, {a} a day.", "A workshop makes {a} {items} a day and has an order for {t}.", "Per day: {a} {items}. Order: {t} {items}.")],
          ("How many days does that take?", "After how many days is the order complete?", "Find the number of days needed."),
          "t / a", ORDERED, dict(t="a * q"), a=(3, 30), q=(3, 25)),
    plain([("On Monday {a} {items} were made, on Tuesday {b} more than on Monday.", "Tuesday brought {b} {items} more than Monday, when {a} {items} were made.", "{A} made {a} {items} on Monday and on Tuesday {b} more than the day before."),
           ("By Wednesday evening {t} must be finished.", "The order is for {t} {items} by Wednesday.", "{t} {items} were promised for Wednesday evening.")],
          ("How many {items} have to be made on Wednesday?", "How many {items} are left for Wednesday?", "If the order is to be filled in time, how many {items} must Wednesday bring?"),
          "a + b; a + x; t - y", ORDERED, dict(c="a + b", s="a + c", t="s + e"), a=(5, 60), b=(3, 30), e=(4, 80)),
    plain([("{A} needs {a} minutes for one {item}, {B} only {b}.", "To make one {item}, {B} takes {b} minutes and {A} {a}.", "One {item} is {a} minutes of work for {A}, but just {b} for {B}.")],
          ("Each of them makes {n} {items}. How many minutes longer does {A} work?", "By how many minutes is {B} ahead when each of the two has made {n} {items}?", "If both make {n} {items}, how many minutes more does {A} need?"),
          "a - b; x * n", ORDERED, dict(a="b + e"), b=(4, 30), e=(2, 12), n=(2, 15)),
    plain([("The {one_maker} made {a} {pieces} this week.", "This week {a} {pieces} came from the {one_maker}."), ("The {other_maker} made {k_times} as many, but {c} of its {pieces} had flaws.", "From the {other_maker} came {k_times} that number. Of these, {c} had to be thrown away.")],
          ("How many good {pieces} did the {other_maker} make?", "How many faultless {pieces} came from the {other_maker}?", "After the check, how many {pieces} of the {other_maker} could be used?"),
          "a * k; x - c", PRINTED, a=(10, 90), k=(2, 5), c=(2, 19)),

    # farms and gardens
    plain([("There are {a} rows of {b} {plants} in a garden.", "{A} has {a} rows of {plants}, {b} in each row.", "{b} {plants} stand in each of {A}'s {a} rows."),
           ("Every plant gives {c} kg of {fruit}.", "From each plant come {c} kg of {fruit}.", "One plant yields {c} kg of {fruit}."),
           ("{d} kg are [eaten by birds|kept for seed].", "{d} kg of the harvest spoil.", "Of the harvest {d} kg are given away.")],
          ("How many kg of {fruit} are left to sell?", "How many kilograms of {fruit} can be taken to market?", "What remains of the harvest, in kg?"),
          "a * b; x * c; y - d", GROWING, a=(3, 9), b=(3, 9), c=(2, 6), d=(2, 16)),
    plain([("{t} {things} are picked up, but {b} of them are {bad}.", "{A} collects {t} {things}. {b} are {bad}.", "Of the {t} {things} on the table, {b} are {bad} and thrown away."),
           ("The good ones go into {boxes} of {c}.", "{c} good ones fill one {box}.", "All the good ones are packed, {c} to a {box}.")],
          ("How many {boxes} are filled?", "How many {boxes} does that make?", "Find the number of full {boxes}."),
          "t - b; x / c", FRAGILE, dict(r="c * q", t="r + b"), b=(2, 15), c=(4, 12), q=(2, 12)),
    plain([("{n} {first} give {a} liters of milk each a day, and {m} {second} give {b} liters each.", "Every day a farmer gets {a} liters of milk from each of {n} {first} and {b} liters from each of {m} {second}.",
            "A farm has {n} {first} and {m} {second}. Of the {first}, each gives {a} liters of milk a day. Of the {second}, each gives {b}.")],
          ("How many liters of milk is that per day?", "How many liters does the farm get each day?", "What is the daily amount of milk, in liters?"),
          "n * a; m * b; x + y", DAIRY, n=(3, 15), a=(5, 25), m=(3, 15), b=(2, 6)),
    plain([("There are {t} {trees} in [a|the] {place}.", "{A} counts {t} {trees} in [a|the] {place}."), ("{k_part_} of them are {kind}, the others {others}.", "The {kind} make up {k_part} of them, and all the others are {others}.")],
          ("How many more {others} than {kind} are there?", "By how many do the {others} outnumber the {kind}?", "What is the difference between the number of {others} and the number of {kind}?"),
          "t / k; t - x; y - x", ORCHARDS, dict(t="k * q"), k=(3, 5), q=(4, 60)),
    plain([("There are {t} {bales} in a {store}, but {r} must be kept for spring.", "A farmer has {t} {bales} in the {store} and wants to keep {r} of them for spring.", "Of the {t} {bales} in the {store}, {r} are not to be touched before spring."),
           ("Each of the {n} {animals} gets {a} {unit} a day.", "{n} {animals} get {a} {unit} each per day.", "The {n} {animals} are fed every day, {a} {unit} for each.")],
          ("For how many days is there enough?", "How many days does the rest last?", "After how many days is only the part for spring left?"),
          "t - r; n * a; x / y", FODDER, dict(d="n * a", s="d * q", t="s + r"), True, n=(2, 12), a=(2, 4), q=(3, 20), r=(10, 90)),
    plain([("There are {b} {seeds} in a {packet}, and in every {packet} {c} of them {fail}.", "Each {packet} has {b} {seeds}, of which {c} {fail}.", "{c} of the {b} {seeds} in each {packet} {fail}.")],
          ("How many good {seeds} come from {a} {packets}?", "{A} has {a} {packets}. How many good {seeds} are there in all?", "How many {seeds} are good if there are {a} {packets}?"),
          "b - c; x * a", SEEDS, dict(b="c + e"), c=(2, 8), e=(4, 25), a=(2, 15)),
    plain([("The first {store} has {a} {things}, the second {k_times} as many.", "There are {a} {things} in the first {store} and {k_times} as many in the second."), ("The third has {c} fewer than the second.", "In the third there are {c} fewer than in the second.", "Compared with the second, {c} are missing in the third.")],
          ("How many {things} are in the second and the third {store} together?", "Add up the {things} of the second and the third {store}. How many are there?", "What is the total for the second and the third {store}?"),
          "a * k; x - c; x + y", STORES, a=(10, 60), k=(2, 5), c=(3, 18)),
    plain([("After selling {a} {animals} and buying {b}, a {farm} has {t} {animals}.", "A {farm} has {t} {animals} today. Last month it sold {a} {animals} and bought {b}.", "Last year a {farm} bought {b} {animals} and sold {a}. Now it has {t}.")],
          ("How many {animals} did the {farm} have before that?", "How many {animals} were there at first?", "What was the number of {animals} before these changes?"),
          "t - b; x + a", HERDS, dict(t="b + e"), a=(3, 50), b=(3, 50), e=(5, 120)),
    plain([("{t} {things} are to be spread evenly over {n} {stores}.", "{n} {stores} get the same share of {t} {things}.", "{A} divides {t} {things} equally among {n} {stores}.")],
          ("How many {things} does each {store} get?", "How many {things} are there for one {store}?", "What is the share of a single {store}?"),
          "t / n", STORES, dict(t="n * q"), n=(3, 15), q=(3, 40)),
    plain([("One {store} has {a} {things}, another only {b}.", "There are {a} {things} in one {store}, but just {b} in the other."), ("{A} wants to even them out.", "Both should have the same number.", "The aim is an equal number in both.")],
          ("How many {things} must be moved?", "How many {things} have to go from the fuller {store} to the other?", "Find the number of {things} to move."),
          "a - b; x / two", STORES, dict(d="e * two", a="b + d"), b=(3, 60), e=(2, 30)),
    plain([("{n} {hives} give {a} kg of {stuff} each.", "From each of {n} {hives}, {A} gets {a} kg of {stuff}.", "A {hive} brings {a} kg of {stuff}, and {A} has {n} {hives}."),
           ("{A} keeps {b} kg and fills the rest into {vessels} of {c} kg.", "{b} kg are kept at home. The rest goes into {vessels} that hold {c} kg each.")],
          ("How many {vessels} does {A} fill?", "How many {vessels} are needed?", "Find the number of {vessels}."),
          "n * a; x - b; y / c", HIVES, dict(p="n * a", r="c * q", b="p - r"), n=(4, 9), a=(6, 12), c=(2, 4), q=(2, 5)),
    plain([("{A} plants {a} {plants} in spring. {b} of them freeze.", "Of {a} {plants} that {A} plants, {b} freeze in April."), ("Each of the others bears {c} kg of {fruit}.", "From each plant that is left, {A} picks {c} kg of {fruit}.")],
          ("How many kilograms of {fruit} does {A} harvest?", "How large is the harvest, in kg?", "How many kg of {fruit} is that in all?"),
          "a - b; x * c", GROWING, dict(a="b + e"), b=(2, 12), e=(4, 30), c=(2, 9)),

    # games and points
    plain([("In a {sport} league a win is worth {a} points and a draw {b}.", "A {sport} team gets {a} points for every win and {b} for a draw."), ("One team has {n} wins and {m} draws.", "So far one team has drawn {m} times and won {n} times.", "At the end of the season there are {n} wins and {m} draws for one team.")],
          ("Find the team's total.", "What is the team's score in the table?", "Work out the points of this team."),
          "n * a; m * b; x + y", LEAGUES, a=(3, 6), b=(2, 2), n=(2, 15), m=(2, 12)),
    plain([("The {team} scored {t} {points} in the whole match.", "In a match of three parts the {team} made {t} {points}.", "{t} {points}: with this result the {team} went home after the third part."),
           ("{a} of them came in the first part and {b} in the second.", "The first part brought {a} {points}, the second {b}.", "Before the third part, they had made {a} {points} in part one and {b} in part two.")],
          ("How many {points} did they make in the third part?", "What did the third part bring, in {points}?", "How many {points} are left for the third part?"),
          "t - a; x - b", MATCHES, dict(s="a + b", t="s + e"), a=(5, 40), b=(5, 40), e=(3, 40)),
    plain([("Playing {game}, {A} gets {a} points, then {b}, then {c}.", "{A}'s three results at {game} are {a}, {b} and {c} points.", "At {game}, {A} first makes {a} points. The next two results are {b} and {c}.")],
          ("What is {A}'s average over the {n} rounds?", "Find the average of these {n} results.", "How many points did {he_A} get on average in the {n} rounds?"),
          "a + b; x + c; y / n", THROWN, dict(s="n * q", d="s - a", c="d - b"), n=(3, 3), q=(18, 25), a=(10, 20), b=(10, 20)),
    plain([("At {game} everybody starts with {t} points and counts down to zero.", "{A} begins a round of {game} with {t} points, and every point made is taken away from that."),
           ("After {n} {tries} of {a} points each, {A} makes {b} more.", "{A} makes {n} {tries} worth {a} points each and one worth {b}.", "{n} times {A} makes {a} points, and once {b}.")],
          ("How many points are left?", "What is still missing to reach zero?", "How far from zero is {A} now?"),
          "n * a; t - x; y - b", THROWN, dict(p="n * a", s="p + b", t="s + e"), n=(2, 6), a=(5, 40), b=(3, 30), e=(5, 90)),
    plain([("At half-time the {team} lead by {a} {points}.", "The {team} go into the break {a} {points} ahead."), ("In the second half they make {b} {points} and the other side {c}.", "After the break the guests make {c} {points}, the {team} {b}.", "The second half gives them {b} {points} more, while their opponents make {c}.")],
          ("By how many {points} do the {team} win?", "How large is their lead at the end?", "What is the final difference between the two sides?"),
          "a + b; x - c", MATCHES, a=(3, 15), b=(10, 30), c=(4, 11)),
    plain([("Before the last round {A} has {a} points and {B} {b}.", "{B} has {b} points, {A} {a}, and one round is still to come."), ("In the last round {A} makes {c} points.", "{A} gets {c} points in that round.")],
          ("How many points does {B} need in the last round to draw level?", "To end with the same score, how many points must {B} make now?", "With how many points in this round would {B} catch up with {A}?"),
          "a + c; x - b", a=(25, 60), b=(10, 24), c=(4, 20)),
    plain([("{t} {players} come to a {event} and form {teams} of {n}.", "For a {event}, {t} {players} are divided into {teams} of {n}.", "A {team} at the {event} has {n} {players}, and {t} {players} take part."),
           ("Each {team} gets {a} {prize}.", "{a} {prize} are handed to every {team}.", "Every {team} needs {a} {prize}.")],
          ("How many {prize} are needed?", "How many {prize} is that in all?", "Find the number of {prize}."),
          "t / n; x * a", TEAMS, dict(t="n * q"), n=(2, 8), q=(3, 15), a=(2, 9)),
    plain([("A race goes over {t} laps. {A} has done {a} of them.", "{A} has finished {a} laps of a race that has {t}.", "{t} laps make up a race, and {a} lie behind {A}.")],
          ("How many laps [are left|are still to come]?", "How many more laps does {A} have to go?", "After how many more laps is {A} at the finish?"),
          "t - a", made=dict(t="a + e"), a=(3, 40), e=(3, 40)),
    plain([("{A}'s {piece} is on {field} {a}.", "{field} {a} is where {A}'s {piece} stands."), ("The {piece} moves {b} {fields} forward and then {c} {fields} back.", "A card sends the {piece} {b} {fields} forward, the next one {c} {fields} back."), ("The finish is {field} {t}.", "{He_A} wins on reaching {field} {t}.")],
          ("How many {fields} are left to the finish?", "How many {fields} is the {piece} away from {field} {t} then?", "To land exactly on {field} {t}, how many {fields} must come next?"),
          "a + b; x - c; t - y", BOARDS, dict(s="a + b", t="s + e"), a=(10, 40), b=(5, 12), c=(2, 9), e=(3, 30)),
    plain([("{A} wins {a} rounds, {B} {b} rounds.", "Of all the rounds, {A} wins {a} and {B} {b}."), ("A round is worth {c} points.", "Each round won gives {c} points.", "{c} points are given for a round.")],
          ("How many points is {A} ahead of {B}?", "By how many points does {A} beat {B}?", "Find {A}'s lead over {B} in points."),
          "a - b; x * c", made=dict(a="b + e"), b=(2, 20), e=(2, 15), c=(2, 25)),
    plain([("{A} has {a} points. {B} has {k_part} of that number.", "{B} has only {k_part} of {A}'s {a} points.", "{A} made {a} points, {B} {k_part} of that.")],
          ("How many points do the two have together?", "What is the sum of their points?", "Add up their points."),
          "a / k; a + x", made=dict(a="k * q"), k=(2, 5), q=(4, 40)),
    plain([("{a} goals in {n} games: that is what the {team} have so far.", "In their first {n} games the {team} made {a} goals.", "After {n} games the {team} have {a} goals.")],
          ("If they go on like this, how many goals will they have after {m} games?", "At the same rate, how many goals is that in {m} games?", "{m} games are played in all. How many goals can be expected if nothing changes?"),
          "a / n; x * m", SIDES, dict(a="n * q"), n=(2, 9), q=(2, 6), m=(10, 30)),

    # clubs, votes, meetings
    plain([("{t} {voters} vote: {a} are for {first}, {b} for {second} and the others for {third}.", "Of {t} {voters}, {a} choose {first} and {b} choose {second}. All the others want {third}.",
            "{a} votes go to {first}, {b} to {second} and the remaining ones to {third}. In all {t} {voters} have voted.")],
          ("By how many votes do the {third} beat the {first}?", "How many votes more than the {first} do the {third} get?", "What is the lead of the {third} over the {first}?"),
          "t - a; x - b; y - a", POLLS, dict(c="a + e", s="a + b", t="s + c"), a=(5, 40), b=(3, 40), e=(2, 40)),
    plain([("A {club} has {t} {members}. In a vote {a} say yes and {b} [do not vote|stay silent].", "{a} of the {t} {members} of a {club} vote for a plan, and {b} do not vote.", "When a {club} of {t} {members} votes, {b} stay away and {a} say yes.")],
          ("How many {members} say no if all the others are against it?", "All the others vote no. How many is that?", "If everyone else is against the plan, how many votes against it are there?"),
          "t - a; x - b", CLUBS, dict(s="a + b", t="s + e"), a=(5, 40), b=(2, 20), e=(3, 40)),
    plain([("A plan needs {g} votes. {A} has the promise of {a} {members} of the {club}.", "{a} {members} of a {club} are for {A}'s plan, which must get {g} votes.", "To pass, a plan must get {g} votes in the {club}. Up to now {a} {members} support it.")],
          ("How many votes are missing?", "How many more {members} must be won over?", "How many more votes does the plan need?"),
          "g - a", CLUBS, dict(g="a + e"), a=(4, 60), e=(2, 50)),
    plain([("A {club} began with {a} {members}.", "When it was founded, a {club} had {a} {members}."), ("In each of the first {n} years {b} {members} joined.", "Every year {b} {members} joined, and that for {n} years."), ("{c} have left since then.", "Later {c} gave up.", "{c} of them all have moved away.")],
          ("How many {members} does the {club} have now?", "What is the number of {members} today?", "How many {members} are there today?"),
          "n * b; a + x; y - c", CLUBS, a=(12, 60), n=(2, 9), b=(3, 15), c=(2, 15)),
    plain([("The {club} meets in {n} groups, and there are {a} {members} in each of them.", "{n} groups of {a} {members} each make up a {club}."), ("Each group gets {b} new {members}.", "{b} newcomers join each of the groups.", "Now every group grows by {b}.")],
          ("How many {members} does the {club} have then?", "What is the new number of {members}?", "Find the total after that."),
          "a + b; x * n", CLUBS, n=(2, 9), a=(4, 20), b=(2, 9)),
    plain([("{n} {people} are expected in a {room}, {a} at each {table}.", "In a {room}, {a} {people} can sit at every {table}. {n} are expected."), ("There are only {b} {tables} so far.", "{b} {tables} stand there already.", "Up to now {A} has set up {b} {tables}.")],
          ("How many more {tables} are needed?", "How many {tables} are missing?", "How many {tables} must still be brought?"),
          "n / a; x - b", SEATED, dict(q="b + e", n="a * q"), a=(4, 10), b=(2, 10), e=(2, 10)),
    plain([("A petition needs {t} signatures.", "{t} signatures are needed for a new playground."), ("{A} collects {a} of them a day for {b} days.", "On each of {b} days {A} gets {a} signatures."), ("{B} brings {c}.", "{c} come from {B}.")],
          ("How many signatures are missing?", "How many more signatures are needed?", "How many signatures must the two still find?"),
          "a * b; x + c; t - y", made=dict(p="a * b", s="p + c", t="s + e"), a=(5, 40), b=(2, 9), c=(5, 90), e=(3, 150)),
    plain([("I invite {a} {members} of the {club}, and each brings {b} friends.", "{a} {members} of the {club} come to my party. Every one of them brings {b} friends.")],
          ("How many guests do I have?", "For how many guests do I have to cook?", "Counting {members} and friends, how many people come to me?"),
          "a * b; a + x", CLUBS, a=(3, 20), b=(2, 6)),

    # libraries and collections
    plain([("{n} {shelves} with room for {a} {things} each stand in a {place}.", "A {place} has {n} {shelves}, and {a} {things} fit on each of them.", "On each of the {n} {shelves} of a {place} there is space for {a} {things}."), ("{b} {things} are there already.", "So far {b} {things} have found their place.", "{b} of the places are taken.")],
          ("How many more {things} can be added?", "How many {things} can still be taken in?", "How much room is left, counted in {things}?"),
          "n * a; x - b", SHELVED, n=(4, 12), a=(12, 40), b=(5, 45)),
    plain([("A {place} owns {t} {things}. {k_part_} of them are lent out.", "Of the {t} {things} of a {place}, {k_part} are lent out.", "{k_part_} of the {t} {things} that belong to a {place} are lent out."), ("Then {c} come back.", "On Friday {c} of these are returned.", "{c} of the borrowers bring theirs back, one each.")],
          ("How many {things} are in the {place} now?", "How many {things} does one find in the {place} after that?", "Find the number of {things} in the {place} then."),
          "t / k; t - x; y + c", LENT, dict(t="k * q"), k=(2, 5), q=(20, 60), c=(2, 18)),
    plain([("An album has {n} {pages}. The first {a} {pages} take {b} {photos} each.", "{A} has an album of {n} {pages} and puts {b} {photos} on each of the first {a}."), ("Each of the other {pages} takes {c}.", "On each of the remaining {pages} there is room for only {c}.")],
          ("How many {photos} fit on the other {pages}?", "How many {photos} can {A} put on the {pages} that follow?", "How many {photos} is that for all the other {pages} together?"),
          "n - a; x * c", ALBUMS, dict(n="a + e"), a=(2, 12), e=(3, 20), b=(5, 9), c=(2, 4)),
    plain([("{A} has {a} {coins}. {B} offers {c} {coins} for each of {A}'s {cards}.", "For one of the {cards} one gets {c} {coins}. {A} has {a} {coins} at first."), ("{A} gives away {b} {cards} in this way.", "{A} swaps {b} {cards}.")],
          ("How many {coins} does {A} have after the swap?", "How many {coins} does {A} own then?", "Find {A}'s number of {coins} after that."),
          "b * c; a + x", SWAPPED, a=(4, 60), b=(2, 12), c=(2, 8)),
    plain([("{A} has {a} {cards} and {B} has {b}.", "{B} owns {b} {cards}, {A} {a}."), ("{A} gives {c} of them to {B}.", "{c} {cards} go from {A} to {B}.", "As a present, {B} gets {c} {cards} from {A}.")],
          ("How many {cards} more does {B} have than {A} now?", "By how many {cards} is {B} ahead of {A} after that?", "What is the difference between their numbers of {cards} then?"),
          "a - c; b + c; y - x", SWAPPED, a=(20, 40), b=(30, 60), c=(8, 15)),
    plain([("{A} has {t} {cards} and keeps {a}.", "Out of {t} {cards}, {A} keeps {a} for {his_A} own collection."), ("The others go in equal parts to {n} friends.", "{n} friends share the rest equally.", "The rest is divided evenly among {n} friends."), ("{B}, who is one of these friends, has {b} {cards} already.", "One of the friends is {B}, the owner of {b} {cards} up to now.")],
          ("How many {cards} does {B} have then?", "How many {cards} is that for {B} in all?", "Find {B}'s new number of {cards}."),
          "t - a; x / n; y + b", SWAPPED, dict(r="n * q", t="a + r"), a=(4, 40), n=(2, 8), q=(2, 15), b=(3, 40)),
    plain([("{A} adds {a} {cards} a month to {his_A} collection.", "{A}'s collection grows by {a} {cards} a month.", "Every month {A} collects {a} new {cards}."), ("Today the collection has {t} {cards}.", "Now there are {t} {cards}.")],
          ("How many {cards} were in the collection {n} months ago?", "How many {cards} did {A} have {n} months ago?", "If we go back {n} months, how many {cards} was that?"),
          "n * a; t - x", SWAPPED, dict(p="n * a", t="p + e"), n=(2, 12), a=(2, 15), e=(4, 90)),
    plain([("The {place} bought {a} {things} this year, {b} fewer than last year.", "This year {a} new {things} came into the {place}. That is {b} fewer than last year.")],
          ("How many {things} were bought in the two years together?", "How many {things} is that for both years?", "Add up the {things} bought in these two years."),
          "a + b; a + x", LENT, a=(5, 90), b=(2, 60)),

    # hospitals and care
    plain([("A {hospital} has {a} {floors} with {b} beds each.", "Each {floor} of a {hospital} has {b} beds, and there are {a} {floors}."), ("{c} beds are taken.", "In {c} of the beds there are {patients}.", "{c} {patients} are there, each in a bed."), ("Then {d} more {patients} arrive.", "Tonight {d} more {patients} come in.")],
          ("How many beds are free after that?", "How many beds are still free then?", "For how many more {patients} is there a bed after that?"),
          "a * b; x - c; y - d", WARDS, a=(3, 9), b=(12, 30), c=(5, 24), d=(2, 9)),
    plain([("{n} patients take {a} {pills} a day each.", "Each of {n} patients needs {a} {pills} a day.", "A doctor orders {a} {pills} a day for each of {n} patients."), ("This goes on for {d} days.", "The cure lasts {d} days.")],
          ("How many {pills} is that [in all|altogether]?", "How many {pills} are used?", "Find the total number of {pills}."),
          "n * a; x * d", PILLS, n=(2, 15), a=(2, 6), d=(3, 14)),
    plain([("A {pill_box} holds {t} {pills}. {A} takes {a} a day.", "{A} takes {a} {pills} a day out of a {pill_box} of {t}.", "{t} {pills} are in a {pill_box}, and {A} needs {a} of them daily.")],
          ("For how many days does the {pill_box} last?", "After how many days is the {pill_box} empty?", "In how many days does {A} finish it?"),
          "t / a", PILLS, dict(t="a * q"), a=(2, 6), q=(4, 30)),
    plain([("{n} {nurses} look after {a} {patients} each.", "Each of {n} {nurses} takes care of {a} {patients}.", "There are {a} {patients} for every one of the {n} {nurses}."), ("Today {m} {nurses} are ill.", "{m} of the {nurses} are away today.", "Only today, {m} {nurses} are missing.")],
          ("If the others share the work equally, how many {patients} does each have?", "How many {patients} must each of the remaining {nurses} take if they share all of them equally?", "All {patients} are divided evenly among the {nurses} who are there. How many does each get?"),
          "n * a; n - m; x / y", CARERS, dict(n="r + m", a="r * q"), r=(2, 6), m=(2, 4), q=(2, 3)),
    plain([("A doctor sees {b} patients and needs {a} minutes for each.", "For each of {b} patients a doctor takes {a} minutes.", "{b} patients, {a} minutes each: this is a doctor's morning.")],
          ("How many minutes does the doctor work?", "How many minutes is that in all?", "Find the total time in minutes."),
          "b * a", a=(4, 25), b=(3, 20)),
    plain([("{a} {people} sit in a {room}. {b} are {call} and {c} [come in|arrive].", "In a {room} there are {a} {people}. Then {b} of them are {call}, and {c} new ones arrive."), ("{d} lose patience and go home.", "After an hour {d} of those who wait give up and leave.", "{d} more leave because they have waited too long.")],
          ("How many {people} are still waiting?", "How many {people} are in the {room} in the end?", "What number of {people} remains there?"),
          "a - b; x + c; y - d", WAITING, a=(14, 50), b=(2, 10), c=(3, 20), d=(2, 6)),
    plain([("In the morning {a} {people} came to the {room}, in the afternoon {k_times} as many.", "{a} {people} came to the {room} before noon and {k_times} that number after noon."), ("{b} of them all [were sent home|had to be sent home].", "Of all these, {b} had to come back another day.", "{b} out of all these were turned away.")],
          ("How many of the {people} could stay?", "All the other {people} were helped. How many were they?", "How many {people} were received that day?"),
          "a * k; a + x; y - b", OFFICES, a=(6, 40), k=(2, 5), b=(2, 15)),

    # kitchens
    plain([("A {dish} for {n} people takes {t} grams of {stuff}.", "For {n} portions of {dish} one needs {t} grams of {stuff}.", "{t} grams of {stuff} go into a {dish} for {n} people.")],
          ("How many grams of {stuff} are needed for {m} people?", "{A} cooks for {m} people. How many grams of {stuff} does {he_A} take?", "If the {dish} is to be enough for {m} people, how many grams of {stuff} does it take?"),
          "t / n; x * m", DISHES, dict(t="n * q"), n=(2, 9), q=(10, 90), m=(10, 15)),
    plain([("{A} kneads {a} grams of flour, {b} grams of butter and {c} grams of sugar into a {dough}.", "A {dough} is made of {a} grams of flour, {c} grams of sugar and {b} grams of butter."), ("It is divided into {n} equal pieces, one for each {item}.", "From this {n} {items} of the same weight are made.", "The dough is enough for {n} equal {items}.")],
          ("How many grams does one raw {item} weigh?", "What is the weight of the dough for one {item}, in grams?", "Find the weight of each raw {item} in grams."),
          "a + b; x + c; y / n", DOUGHS, dict(s="n * q", d="s - a", c="d - b"), n=(8, 15), q=(30, 50), a=(80, 120), b=(40, 80)),
    plain([("{a} {cakes} are planned, with {b} {things} for each, and {c} {things} are needed for {sauce}.", "For every one of {a} {cakes} {A} needs {b} {things}, and for {sauce} {c} more.", "{A}'s plan: {a} {cakes} with {b} {things} in each, and {sauce} with {c} {things}."), ("The kitchen has {n} {things} in stock.", "{A} has {n} {things} at home.", "Only {n} {things} are in the basket.")],
          ("How many {things} must {A} buy?", "How many {things} are missing?", "How many more {things} are needed?"),
          "a * b; x + c; y - n", EGGS, a=(4, 9), b=(4, 9), c=(3, 12), n=(3, 16)),
    plain([("From one liter of {soup} {k} {bowls} can be filled.", "{k} {bowls} can be filled with one liter of {soup}.", "A liter of {soup} is enough for {k} {bowls}."), ("{A} has made {t} liters.", "There are {t} liters in the {pot}.", "The {pot} holds {t} liters."), ("{n} {bowls} have been emptied.", "By now {n} {bowls} have been served.", "{n} {bowls} are gone already.")],
          ("How many {bowls} can still be filled?", "How many {bowls} are left in the {pot}?", "For how many more {bowls} is there enough?"),
          "t * k; x - n", POTS, k=(3, 6), t=(5, 20), n=(3, 14)),
    plain([("A pot of {soup} takes {a} minutes to heat and {b} minutes to cool.", "It takes {a} minutes to heat one pot of {soup} and {b} to let it cool."), ("{A} makes {n} pots, one after the other.", "One after the other, {n} pots are made.")],
          ("How many minutes does that take?", "How many minutes is {A} busy if each pot must cool before the next is started?", "Find the total time in minutes."),
          "a + b; x * n", HEATED, a=(5, 30), b=(3, 20), n=(2, 9)),

    # building sites
    plain([("{c} {pallets} of {d} {bricks} each arrive for a {wall}.", "For a {wall}, {A} orders {c} {pallets}, each with {d} {bricks}.", "{d} {bricks} lie on every {pallet}, and {c} {pallets} stand ready for a {wall}."),
           ("The {wall} takes {a} rows of {b} {bricks}.", "{a} rows are laid, with {b} {bricks} in a row.", "There are to be {b} {bricks} in each of the {a} rows.")],
          ("How many {bricks} are left over?", "How many {bricks} are not used?", "When the {wall} is finished, how many {bricks} remain?"),
          "c * d; a * b; x - y", WALLS, a=(4, 12), b=(5, 12), c=(4, 9), d=(40, 90)),
    plain([("{A} has to bring {t} {unit} of {stuff} to a building site.", "{t} {unit} of {stuff} are to be delivered.", "A building site needs {t} {unit} of {stuff}."), ("{a} {trucks} are on the job, and each takes {b} {unit} per trip.", "There are {a} {trucks}. A {truck} carries {b} {unit} on each trip.")],
          ("How many trips must each {truck} make?", "How many times does every {truck} have to go?", "If all {trucks} go equally often, how many trips is that for each?"),
          "a * b; t / x", HAULED, dict(p="a * b", t="p * q"), a=(2, 9), b=(3, 15), q=(2, 10)),
    plain([("{n} {workers} share the work of {t} {things} equally.", "{t} {things} are divided evenly among {n} {workers}.", "Each of {n} {workers} has to {do} the same number of {things}, {t} in all."), ("{A}, one of the {workers}, has done {c} so far.", "One of them is {A}, with {c} done already.")],
          ("How many {things} does {A} still have to {do}?", "How many {things} are left for {A}?", "How many {things} are missing until {A} has done {his_A} share?"),
          "t / n; x - c", FITTED, dict(q="c + e", t="n * q"), n=(2, 9), c=(2, 15), e=(2, 20)),
    plain([("From one {ends} {a} meters of a {work} are finished each day, from the other {b}.", "A {work} is built from both {ends}s at once, {a} meters a day on one {ends} and {b} on the other."), ("It is to be {t} meters long.", "The plan is for {t} meters in all.", "Its full length will be {t} meters.")],
          ("How many meters are missing after {c} days?", "How many meters are still to be built after {c} days?", "{c} days go by. How many meters are not yet done?"),
          "a + b; x * c; t - y", DUG, dict(s="a + b", p="s * c", t="p + e"), a=(2, 15), b=(2, 15), c=(2, 12), e=(5, 150)),
    plain([("A {tower} with {n} {floors} is {t} meters high. All the {floors} have the same height.", "The {n} equal {floors} of a {tower} are {t} meters high together.")],
          ("How high is one {floor}, in meters?", "What is the height of a single {floor} in meters?", "How many meters does each {floor} measure?"),
          "t / n", TOWERS, dict(t="n * q"), n=(3, 20), q=(2, 6)),
    plain([("A crane lifts {a} beams before lunch and {b} after lunch.", "{a} beams are lifted by a crane in the morning, {b} in the afternoon."), ("Each beam weighs {w} kg.", "The weight of a beam is {w} kg.")],
          ("How many kg does the crane lift that day?", "What is the total weight of these beams, in kg?", "How many kilograms have been lifted in all?"),
          "a + b; x * w", a=(2, 20), b=(2, 20), w=(5, 35)),

    # buses and boats
    plain([("A {vehicle} starts with {a} {riders}. At the first stop {b} get off and {c} get on.", "{a} {riders} are on a {vehicle} when it sets out. Then {b} of them leave at the first stop, where {c} others get on."),
           ("At the {stop} {k_part} of those on board get off.", "{k_part_} of the {riders} then on board get off at the {stop}.")],
          ("How many {riders} get off at the {stop}?", "How many leave the {vehicle} at the {stop}?", "What is the number of {riders} whose goal is the {stop}?"),
          "a - b; x + c; y / k", LINES, dict(s="k * q", r="a - b", c="s - r"), a=(20, 28), b=(8, 15), k=(2, 5), q=(12, 20)),
    plain([("At the {stop} {a} {riders} got on a {vehicle} and {b} got off.", "When a {vehicle} stopped at the {stop}, {b} {riders} got off and {a} got on."), ("Now {t} {riders} are on board.", "After that it carried {t} {riders}.", "The {vehicle} went on with {t}.")],
          ("How many {riders} were on board before the {stop}?", "With how many {riders} did the {vehicle} reach the {stop}?", "When the {vehicle} arrived there, how many {riders} did it carry?"),
          "t - a; x + b", LINES, dict(t="a + e"), a=(3, 25), b=(3, 30), e=(4, 40)),
    plain([("A {vehicle} has {n} {rows} with {a} seats each.", "There are {a} seats in each of the {n} {rows} of a {vehicle}.", "A {vehicle} offers {n} {rows} of {a} seats."), ("{b} {riders} sit down, but {c} of them get off again.", "Of the {b} {riders} who have taken a seat, {c} get off before it starts.")],
          ("How many seats are free then?", "How many seats stay empty?", "How many more {riders} could find a seat?"),
          "n * a; b - c; x - y", SEATS, dict(b="c + e"), n=(6, 15), a=(4, 6), c=(2, 8), e=(4, 20)),
    plain([("{t} {riders} are waiting. A {vehicle} takes {a} of them on each {trip}.", "A {vehicle} has room for {a} {riders}, and {t} of them stand in line.", "{t} {riders} want to go by {vehicle}. There is room for {a} on each {trip}.")],
          ("How many {riders} are still waiting after {b} full {trips}?", "After {b} full {trips}, how many {riders} are left behind?", "The {vehicle} makes {b} {trips}, always full. How many {riders} have to wait longer?"),
          "a * b; t - x", CROSSED, dict(p="a * b", t="p + e"), a=(4, 30), b=(2, 9), e=(3, 60)),
    plain([("{t} {riders} get off a {vehicle} at the {stop}, the end of the line.", "At the {stop}, its last stop, {t} {riders} leave a {vehicle}."), ("{a} of them were on it from the start.", "{a} of these had got on at the very beginning."), ("The others got on at {n} stops, the same number at each, and nobody had got off before.", "At each of {n} stops in between, equally many got on, and nobody left before the end.")],
          ("How many {riders} got on at each of these {n} stops?", "How many {riders} is that per stop?", "Find the number of {riders} who got on at one such stop."),
          "t - a; x / n", LINES, dict(p="n * q", t="p + a"), a=(4, 40), n=(2, 9), q=(2, 12)),
    plain([("A {vehicle} leaves every {a} minutes, and a ride takes {b} minutes.", "Every {a} minutes a {vehicle} leaves. The ride takes {b} minutes."), ("{A} has just missed one and waits for the next.", "{A} comes at the moment when one has just left, so {he_A} takes the next.")],
          ("After how many minutes does {A} arrive?", "How many minutes pass before {A} is at the end of the ride?", "Find the minutes for waiting and riding together."),
          "a + b", LINES, a=(4, 40), b=(5, 90)),

    # computers and files
    plain([("A {disk} has room for {g} GB. {n} {files} of {a} GB each are stored on it.", "{n} {files}, each of {a} GB, lie on a {disk} of {g} GB.", "On my {disk}, which holds {g} GB, I keep {n} {files} of {a} GB each.")],
          ("How many GB are free?", "How much free space is there, in GB?", "How many GB can still be used?"),
          "n * a; g - x", DISKS, dict(p="n * a", g="p + e"), n=(2, 15), a=(2, 12), e=(3, 120)),
    plain([("{A} deletes {a} of {t} {files}.", "Of the {t} {files} on the computer, {A} deletes {a}.", "{a} of {A}'s {t} {files} are deleted."), ("The others are moved into {n} {folders}, equally many in each.", "{n} {folders} are made, and the rest is spread evenly over them."), ("One {folder} later gets {b} new {files}.", "Later {b} {files} are added to the last {folder}.")],
          ("How many {files} are in that {folder} then?", "How many {files} does this {folder} hold in the end?", "Find the number of {files} in that {folder}."),
          "t - a; x / n; y + b", FILES, dict(r="n * q", t="a + r"), a=(4, 60), n=(2, 9), q=(4, 30), b=(2, 25)),
    plain([("A {file_one} of {t} MB is being copied. {b} MB are done.", "{b} of the {t} MB of a {file_one} have been copied.", "A computer copies a {file_one} of {t} MB, of which {b} MB are finished."), ("Every minute {a} MB are copied.", "{a} MB follow each minute.")],
          ("How many more minutes does it take?", "In how many minutes is the copy complete?", "Find the minutes that are still needed."),
          "t - b; x / a", DISKS, dict(r="a * q", t="b + r"), a=(5, 40), q=(2, 15), b=(5, 200)),
    plain([("I find {t} e-mails in my inbox. {k_part_} of them are advertising, which I delete.", "{t} e-mails wait for me, and I delete {k_part} of them unread."), ("Then {b} more arrive.", "During lunch {b} new e-mails come in.")],
          ("How many e-mails do I have now?", "How many e-mails are in my inbox after that?", "What is the number of e-mails then?"),
          "t / k; t - x; y + b", made=dict(t="k * q"), k=(2, 5), q=(3, 30), b=(3, 40)),
    plain([("A server allows {g} users. {n} offices log in with {a} users each, and {b} users log out later.", "From each of {n} offices {a} users log in to a server made for {g}. Later {b} log out.")],
          ("How many more users can log in after that?", "How many places are free on the server then?", "Up to the limit, how many users are missing at that moment?"),
          "n * a; x - b; g - y", made=dict(p="n * a", g="p + e"), n=(3, 9), a=(5, 30), b=(2, 13), e=(5, 100)),
    plain([("A program has {t} lines. {A} has checked {a} of them.", "{A} checks a program of {t} lines and is done with {a}.", "Lines in the program: {t}. Checked by {A}: {a}.")],
          ("How many lines are unchecked?", "How many lines are still to be checked?", "How many lines are left for {A}?"),
          "t - a", made=dict(t="a + e"), a=(15, 300), e=(10, 300)),

    # weather
    plain([("Of {t} days, {a} were {sunny} and {b} {cloudy}. All the others were {rainy}.", "{t} days were noted in a weather diary: {a} {sunny} ones, {b} {cloudy} ones, and for the rest {rainy} ones.")],
          ("How many {rainy} days were there?", "On how many days was it {rainy}?", "Find the number of {rainy} days."),
          "t - a; x - b", SKIES, dict(s="a + b", t="s + e"), a=(3, 30), b=(3, 30), e=(2, 30)),
    plain([("At dawn it is {a} degrees.", "The thermometer shows {a} degrees at dawn."), ("By noon the temperature rises by {b} degrees, and by midnight it falls by {c}.", "It gets {b} degrees warmer until noon and then {c} degrees colder until midnight.")],
          ("How many degrees is it at midnight?", "What does the thermometer show at midnight?", "What is the temperature at midnight, in degrees?"),
          "a + b; x - c", a=(3, 20), b=(4, 15), c=(2, 6)),
    plain([("On Monday {a} mm of rain fell, on Tuesday {k_times} as much.", "{a} mm of rain came down on Monday. On Tuesday it was {k_times} that amount."), ("By Wednesday night the three days had brought {t} mm.", "In the three days up to Wednesday it was {t} mm altogether.")],
          ("How many mm of rain fell on Wednesday?", "How much rain, in mm, came on Wednesday?", "What was Wednesday's rain in mm?"),
          "a * k; a + x; t - y", made=dict(p="a * k", s="a + p", t="s + e"), a=(2, 20), k=(2, 5), e=(2, 30)),

    # hotels
    plain([("A {house} has {a} rooms for {p} people and {b} single rooms.", "In a {house} there are {b} single rooms and {a} rooms for {p} people."), ("{d} {guests} have come.", "Tonight {d} {guests} sleep there, one to a bed.", "{d} of the beds are taken.")],
          ("How many beds are free?", "How many beds are left?", "For how many more {guests} is there a bed?"),
          "a * p; x + b; y - d", INNS, a=(6, 20), p=(2, 4), b=(3, 20), d=(2, 13)),
    plain([("Each of {n} rooms needs {a} {things}.", "{n} rooms are to get {a} {things} each.", "For every one of {n} hotel rooms, {a} {things} are needed."), ("The maid has {b} {things} on her cart.", "{b} {things} are ready.", "In the cupboard there are {b} {things}.")],
          ("How many {things} are missing?", "How many more {things} must be brought?", "How many {things} are there too few?"),
          "n * a; x - b", LINEN, None, True, n=(5, 20), a=(3, 8), b=(3, 14)),
    plain([("Of {t} {guests}, {k_part} have breakfast in their rooms.", "{k_part_} of the {t} {guests} in a {house} stay in their rooms at breakfast."), ("The others sit at tables, {n} at each.", "All the others take tables for {n}, and every seat is used.")],
          ("How many tables do they need?", "How many tables is that?", "Find the number of tables."),
          "t / k; t - x; y / n", INNS, dict(q="n * j", t="k * q"), k=(2, 5), n=(2, 8), j=(2, 5)),
    plain([("{A} stays at a {house} for {a} nights, {B} {k_times} as long.", "{B} books {k_times} as many nights at a {house} as {A}, who stays for {a}.", "For {A} it is {a} nights at a {house}. {B} stays {k_times} as long.")],
          ("How many nights does the {house} sell to the two?", "How many nights is that for both together?", "Add the nights of {A} and {B}. What is the sum?"),
          "a * k; a + x", INNS, a=(2, 15), k=(2, 5)),
    plain([("{a} of the {t} rooms of a {house} are taken.", "A {house} with {t} rooms has {guests} in {a} of them.", "Rooms in the {house}: {t}. Taken tonight: {a}.")],
          ("How many rooms are free?", "How many rooms stay empty?", "How many rooms can still be let?"),
          "t - a", INNS, dict(t="a + e"), a=(5, 80), e=(3, 60)),

    # post
    plain([("{a} {bags} with {b} {letters} each come to an office.", "An office receives {a} {bags}, each with {b} {letters}.", "{b} {letters} lie in each of the {a} {bags}."), ("{c} have a wrong address and go back.", "{c} of the {letters} cannot be delivered and are put aside."), ("The others are shared equally by {n} {carriers}.", "{n} {carriers} take equal numbers of the rest.")],
          ("How many {letters} does each of them deliver?", "How many {letters} are there for each of the {carriers}?", "Find how many {letters} one of the {carriers} takes along."),
          "a * b; x - c; y / n", MAILED, dict(p="a * b", r="n * q", c="p - r"), a=(5, 9), b=(25, 40), n=(2, 4), q=(10, 30)),
    plain([("A {parcel} weighs {a} kg, another one {b} kg less.", "The first {parcel} weighs {a} kg. The second is {b} kg lighter.", "Of two {parcel}s the heavy one weighs {a} kg, and the other weighs {b} kg less.")],
          ("How many kg do both weigh together?", "What is their weight together, in kg?", "Find the total weight of the two in kg."),
          "a - b; a + x", SENT, dict(a="b + e"), b=(2, 20), e=(2, 40)),
    plain([("A van sets out with {t} {parcel}s. At each of {n} stops {a} are handed over, and at the depot {b} new ones are loaded.", "{A} loads {t} {parcel}s, leaves {a} at each of {n} stops and then picks up {b} more.")],
          ("How many {parcel}s are in the van then?", "With how many {parcel}s does the van go on?", "What is the number of {parcel}s in the van after that?"),
          "n * a; t - x; y + b", SENT, dict(p="n * a", t="p + e"), n=(2, 12), a=(2, 9), e=(3, 60), b=(3, 40)),
    plain([("{A} has {t} stamps. {n} letters need {a} stamps each.", "For each of {n} letters, {A} takes {a} of {his_A} {t} stamps."), ("With the other stamps {he_A} sends {parcel}s that need {b} stamps each.", "All the other stamps are for {parcel}s, {b} on each.")],
          ("How many {parcel}s can {A} send?", "For how many {parcel}s are there stamps?", "Find the number of {parcel}s."),
          "n * a; t - x; y / b", SENT, dict(p="n * a", r="b * q", t="p + r"), n=(2, 12), a=(2, 4), b=(5, 9), q=(2, 9)),

    # music
    plain([("The {t} {singers} of a {group} stand in {n} equal {rows}.", "A {group} of {t} {singers} forms {n} {rows} with the same number in each."), ("{b} {singers} leave every {row}.", "Then each {row} loses {b} {singers}.")],
          ("How many {singers} are in each {row} after that?", "How many {singers} are left in a {row}?", "Find the number of {singers} who stay in one {row}."),
          "t / n; x - b", CHOIRS, dict(q="b + e", t="n * q"), n=(2, 9), b=(2, 6), e=(2, 15)),
    plain([("A concert has {n} pieces of {a} minutes each and one break of {b} minutes.", "{n} pieces, {a} minutes each, and a break of {b} minutes: this is the plan of a concert."), ("The hall is rented for {t} minutes.", "It must not take longer than {t} minutes.", "{t} minutes are available.")],
          ("How many minutes are left for speeches?", "How many minutes of this time are not used?", "How much time remains, in minutes?"),
          "n * a; x + b; t - y", made=dict(p="n * a", s="p + b", t="s + e"), n=(3, 12), a=(4, 15), b=(10, 30), e=(4, 40)),
    plain([("There are {a} {second} and {k_times} as many {first} in the {group}.", "The {group} counts {a} {second}. It has {k_times} as many {first}."), ("There are {b} fewer {third} than {first}.", "There are {b} more {first} than {third}.")],
          ("How many {third} does the {group} have?", "How many {third} are there?", "Find the number of {third}."),
          "a * k; x - b", PLAYED, a=(4, 20), k=(2, 5), b=(2, 6)),
    plain([("{A} practices {a} minutes a day, {B} {b} minutes.", "Each day {B} plays for {b} minutes and {A} for {a}."), ("{A} does so on {n} days, {B} only on {m}.", "{B} keeps this up for {m} days, {A} for {n}.")],
          ("How many minutes more has {A} played in the end?", "By how many minutes does {A}'s total exceed {B}'s?", "What is the difference of their totals in minutes?"),
          "n * a; m * b; x - y", a=(20, 60), b=(10, 19), n=(6, 15), m=(2, 5)),

    # science
    plain([("{a} ml of {liquid} are mixed with {b} ml of {other}.", "Mix {a} ml of {liquid} and {b} ml of {other}.", "{A} pours {b} ml of {other} into {a} ml of {liquid}."), ("The mixture is divided equally among {n} {vessels}.", "{n} {vessels} get equal parts of the mixture.")],
          ("How many ml are in each {vessel}?", "How many ml does one {vessel} hold then?", "Find the amount in each {vessel}, in ml."),
          "a + b; x / n", MIXED, dict(s="n * q", b="s - a"), n=(3, 9), q=(20, 60), a=(5, 55)),
    plain([("In a {thing} there are {a} {cells}, and every hour their number doubles.", "A {thing} holds {a} {cells}. Each hour there are twice as many as before.", "The {cells} in a {thing} double every hour. At the start there are {a}.")],
          ("How many are there after {n} hours?", "What is their number {n} hours later?", "{n} hours go by. How many {cells} is that?"),
          "a * two; x * two; y * two", GROWN, a=(3, 90), n=(3, 3)),
    plain([("A {sprout} measures {a} mm at first and grows {b} mm a day.", "At the start of an experiment a {sprout} is {a} mm high. Every day {b} mm are added."), ("After {c} days a {other} next to it measures {d} mm.", "The {other} beside it has {d} mm after {c} days.")],
          ("By how many mm is the {sprout} higher at that time?", "How many mm higher is the {sprout} then?", "What is then the difference in mm, if the {sprout} is the higher one?"),
          "b * c; a + x; y - d", SPROUTS, a=(10, 40), b=(2, 9), c=(3, 12), d=(4, 15)),
    plain([("{n} students measure {a} times each.", "Each of {n} students takes {a} readings.", "There are {n} students in the lab, and every one makes {a} measurements."), ("{b} of the results are [useless|thrown out].", "{b} results turn out to be wrong and are crossed out.")],
          ("How many results can be used?", "How many good results are there?", "Find the number of results that count."),
          "n * a; x - b", n=(4, 25), a=(3, 9), b=(2, 11)),
    plain([("Water of {a} degrees is heated by {b} degrees a minute.", "A burner makes water {b} degrees warmer every minute. At first it has {a} degrees.", "{a} degrees: this is how warm the water is at first. Each minute it gets {b} degrees warmer.")],
          ("After how many minutes does it have {t} degrees?", "How many minutes does it take to reach {t} degrees?", "In how many minutes is it {t} degrees warm?"),
          "t - a; x / b", made=dict(p="b * q", t="a + p"), a=(5, 25), b=(2, 7), q=(3, 10)),
    plain([("On the left side of a balance lie {n} cubes of {a} grams each, on the right a block of {b} grams.", "A balance carries a block of {b} grams on the right and {n} cubes, {a} grams each, on the left.")],
          ("How many grams must be added on the left to make it level?", "How many grams are missing on the left?", "To make both sides equal, how many grams have to be put on the left?"),
          "n * a; b - x", made=dict(p="n * a", b="p + e"), n=(2, 9), a=(3, 30), e=(2, 60)),
    plain([("{k_part_} of the {t} ml of {liquid} in a bowl evaporates.", "Of {t} ml of {liquid} in a bowl, {k_part} evaporates overnight.", "{t} ml of {liquid} stand in the sun until {k_part} of it is gone."), ("What is left is poured into {n} {vessels} in equal parts.", "{n} {vessels} get equal shares of the rest.")],
          ("How many ml are there in one {vessel}?", "How many ml does each {vessel} get?", "Find the content of one {vessel} in ml."),
          "t / k; t - x; y / n", MIXED, dict(q="n * j", t="k * q"), k=(2, 5), n=(2, 8), j=(3, 25)),
    plain([("A lens makes things look {k} times as large. A seed measures {a} mm.", "Through a lens that enlarges {k} times, {A} looks at a seed of {a} mm.")],
          ("How large does the seed look, in mm?", "How many mm does the seed seem to measure?", "What size, in mm, does the seed seem to have?"),
          "a * k", k=(3, 25), a=(2, 15)),

    # one question, one step
    plain([], ("If one {packet} holds {b} {seeds}, how many {seeds} are there in {a} {packets}?", "How many {seeds} does {A} find in {a} {packets} if there are {b} in each?", "A {packet} contains {b} {seeds}. Work out the number of {seeds} in {a} {packets}.",
               "Find the number of {seeds} in {a} {packets} of {b}."),
          "a * b", SEEDS, a=(2, 25), b=(4, 30)),
    plain([], ("Into how many {pieces} of {a} meters can {t} meters of {stuff} be cut?", "{A} cuts {t} meters of {stuff} into {pieces} of {a} meters. How many {pieces} is that?", "How many {pieces}, each {a} meters long, does {A} get from a {roll} of {t} meters of {stuff}?"),
          "t / a", ROLLS, dict(t="a * q"), a=(2, 12), q=(2, 25)),
    plain([("My {mine} has {a} pages, your {yours} has {b}.", "There are {b} pages in your {yours} and {a} in my {mine}.", "I own a {mine} of {a} pages and you own a {yours} of only {b}.")],
          ("How many pages more does mine have?", "How many pages would have to be added to your book to make it as thick as mine?", "What is the difference in pages?"),
          "a - b", THICK, dict(a="b + e"), b=(20, 400), e=(3, 200)),
    plain([("Since noon the temperature has fallen by {b} degrees, and now it is {a} degrees.", "It is {a} degrees now, {b} degrees colder than at noon.", "A thermometer shows {a} degrees in the evening, which is {b} less than at noon.")],
          ("What was the temperature at noon?", "How many degrees was it at noon?", "Find the temperature at noon, in degrees."),
          "a + b", a=(3, 25), b=(2, 12)),
    plain([("{A} has given away {b} of {his_A} {cards}, so only {a} are left.", "Only {a} {cards} are left to {A}, who has given {b} to {B}.", "{B} got {b} {cards} from {A}, and {A} kept {a}.")],
          ("How many {cards} did {A} have before that?", "How many {cards} were {A}'s at first?", "What was {A}'s number of {cards} before?"),
          "a + b", SWAPPED, a=(4, 90), b=(3, 60)),
]
