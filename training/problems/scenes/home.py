"""Arithmetic scenes at home, in the kitchen, at parties."""
from ..scene import Scene

BAKED = ("first tray trays on", [
    ("muffins", "tray", "trays", "on"), ("biscuits", "tin", "tins", "in"), ("dumplings", "pan", "pans", "in"), ("bread rolls", "basket", "baskets", "in"),
    ("tarts", "plate", "plates", "on"), ("pretzels", "sheet", "sheets", "on"), ("meatballs", "dish", "dishes", "in"), ("scones", "rack", "racks", "on"),
    ("doughnuts", "box", "boxes", "in"), ("spring rolls", "platter", "platters", "on"), ("waffles", "plate", "plates", "on"), ("rice cakes", "bowl", "bowls", "in")])
TREATS = ("first", [("muffins",), ("biscuits",), ("pancakes",), ("dumplings",), ("waffles",), ("pretzels",), ("scones",), ("tarts",), ("doughnuts",),
                    ("bread rolls",), ("meatballs",), ("sandwiches",), ("strawberries",), ("plums",)])
TREASURES = ("first", [("marbles",), ("shells",), ("stamps",), ("stickers",), ("coins",), ("buttons",), ("badges",), ("toy cars",), ("beads",),
                       ("postcards",), ("picture cards",), ("key rings",), ("bottle caps",), ("toy soldiers",)])
KEPT = ("first box boxes", [
    ("marbles", "bag", "bags"), ("shells", "jar", "jars"), ("stamps", "folder", "folders"), ("toy cars", "case", "cases"), ("buttons", "tin", "tins"),
    ("badges", "box", "boxes"), ("beads", "pot", "pots"), ("building bricks", "bucket", "buckets"), ("postcards", "carton", "cartons"),
    ("puzzle pieces", "bowl", "bowls"), ("crayons", "cup", "cups"), ("dice", "pouch", "pouches")])
FAVOURS = ("first second", [
    ("sweets", "stickers"), ("balloons", "whistles"), ("lollipops", "pencils"), ("marbles", "cards"), ("nuts", "cookies"), ("stamps", "crayons"),
    ("toffees", "plastic rings"), ("paper flowers", "masks"), ("rubber balls", "badges"), ("chocolates", "tangerines")])
PARTY = ("first", [("balloons",), ("party hats",), ("paper cups",), ("whistles",), ("streamers",), ("paper lanterns",), ("napkins",), ("lollipops",),
                   ("masks",), ("little flags",), ("straws",), ("cupcakes",)])
STORED = ("first place", [
    ("eggs", "fridge"), ("apples", "basket"), ("potatoes", "cellar"), ("onions", "pantry"), ("jars of jam", "cupboard"), ("tea bags", "tin"),
    ("candles", "drawer"), ("light bulbs", "storeroom"), ("tomatoes", "kitchen"), ("bottles of juice", "pantry"), ("plums", "bowl"), ("logs", "shed")])
CHORES = ("do does done doing first", [
    ("wash", "washes", "washed", "washing", "plates"), ("iron", "irons", "ironed", "ironing", "shirts"), ("fold", "folds", "folded", "folding", "towels"),
    ("peel", "peels", "peeled", "peeling", "potatoes"), ("polish", "polishes", "polished", "polishing", "spoons"), ("dry", "dries", "dried", "drying", "cups"),
    ("wipe", "wipes", "wiped", "wiping", "tiles"), ("brush", "brushes", "brushed", "brushing", "shoes"), ("dust", "dusts", "dusted", "dusting", "books"),
    ("sew on", "sews on", "sewn on", "sewing on", "buttons"), ("slice", "slices", "sliced", "slicing", "carrots"), ("fill", "fills", "filled", "filling", "jars")])
COOKED = ("stuff unit dish dishes", [
    ("flour", "cups", "loaf of bread", "loaves of bread"), ("sugar", "spoons", "cake", "cakes"), ("rice", "cups", "pot of stew", "pots of stew"),
    ("milk", "cups", "pudding", "puddings"), ("butter", "spoons", "pie", "pies"), ("cheese", "slices", "pizza", "pizzas"), ("cream", "spoons", "bowl of soup", "bowls of soup"),
    ("honey", "spoons", "pot of tea", "pots of tea"), ("dough", "balls", "sheet of rolls", "sheets of rolls"), ("bacon", "strips", "breakfast", "breakfasts")])
GIFTS = ("one ones other others", [
    ("doll", "dolls", "kite", "kites"), ("puzzle", "puzzles", "ball", "balls"), ("toy car", "toy cars", "card game", "card games"), ("scarf", "scarves", "cap", "caps"),
    ("plant", "plants", "vase", "vases"), ("mug", "mugs", "spoon", "spoons"), ("paint box", "paint boxes", "brush", "brushes"), ("drum", "drums", "flute", "flutes"),
    ("candle", "candles", "lantern", "lanterns"), ("pillow", "pillows", "blanket", "blankets"), ("pan", "pans", "lid", "lids"), ("teddy bear", "teddy bears", "puppet", "puppets")])
LAUNDRY = ("first second load loads", [
    ("shirts", "towels", "wash", "washes"), ("plates", "bowls", "run of the dishwasher", "runs of the dishwasher"), ("socks", "napkins", "wash", "washes"),
    ("pies", "loaves", "round in the oven", "rounds in the oven"), ("jackets", "blankets", "trip to the cleaner", "trips to the cleaner"),
    ("boxes", "bags", "drive to the dump", "drives to the dump"), ("chairs", "stools", "walk to the garden", "walks to the garden"), ("carrots", "potatoes", "pot", "pots")])
PARTS_OF = ("where kinds first second third", [
    ("kitchen drawer", "pieces", "spoons", "forks", "knives"), ("toy chest", "toys", "cars", "balls", "dolls"), ("fruit bowl", "pieces of fruit", "pears", "plums", "apples"),
    ("sewing box", "small parts", "buttons", "pins", "hooks"), ("wardrobe", "pieces of clothing", "shirts", "skirts", "jackets"), ("cake tin", "sweet things", "brownies", "biscuits", "tarts"),
    ("game box", "pieces", "dice", "pawns", "cards"), ("cupboard", "dishes", "bowls", "plates", "cups"), ("craft box", "supplies", "pencils", "crayons", "brushes"),
    ("laundry basket", "pieces of clothing", "socks", "shirts", "towels")])
FOODS = ("first", [("dumplings",), ("biscuits",), ("meatballs",), ("pancakes",), ("tarts",), ("sausages",), ("sandwiches",), ("fish cakes",), ("bread rolls",), ("pickles",)])

SCENES = [
    # a * b - c
    Scene([("{A} bakes {a} {trays} of {first}, with {b} {on} every {tray}. The family eats {c} of them.",
            "There had been {a} {trays} with {b} {first} each, but {c} {first} have been eaten by {A}'s guests.",
            "Every {tray} holds {b} {first}. {A} fills {a} {trays}, but {c} {first} are burnt and have to be thrown away.",
            "{c} {first} are given to {B} by {A}, who had made {a} {trays} with {b} {first} {on} each of them.",
            "{on_} each {tray} there are {b} {first}, and {A} has {a} such {trays}. {B} comes home hungry and takes {c} {first}.")],
          ("How many {first} are left?", "How many {first} remain for later?", "What is the number of {first} that {A} still has?", "How many {first} does {A} have then?"),
          [("The {trays} hold {} {first}.", "a * b"), ("After that {} {first} are left.", "x - c")], dict(a=(2, 12), b=(4, 20), c=(2, 50)),
          ("first tray trays on on_", [row + (row[3].capitalize(),) for row in BAKED[1]])),
    # a * b + c
    Scene([("{A} keeps {a} {boxes} of {first} under the bed, and there are {b} {first} in every {box}.", "Under {A}'s bed stand {a} {boxes}, each filled with {b} {first}.",
            "A full {box} holds {b} {first}. {A} has filled {a} {boxes}.", "{A} packs {b} {first} into each {box} until {a} {boxes} are full."),
           ("{c} more {first} lie on the carpet.", "Besides these, {he_A} finds {c} loose {first} behind the sofa.", "Then {B} gives {A} {c} {first} as a present.", "A further {c} {first} do not fit and stay on the desk.")],
          ("How many {first} does {A} have altogether?", "How many {first} are there, if all of them are counted?", "What is the size of the whole collection?", "All in all, how many {first} are in {A}'s collection?"),
          [("In the {boxes} there are {} {first}.", "a * b"), ("Altogether {A} has {} {first}.", "x + c")], dict(a=(2, 12), b=(4, 25), c=(2, 40)), KEPT),
    # (a + b) * c
    Scene([("For a birthday party {A} puts {a} {first} and {b} {second} into each gift bag.", "Every guest of {A}'s party gets a bag with {a} {first} and {b} {second}.",
            "A gift bag contains {b} {second} as well as {a} {first}.", "{A} fills gift bags. First {a} {first} go into each bag, then {b} {second}."),
           ("{c} bags are needed.", "There are {c} such bags.", "In the end {c} bags stand on the table.", "{B} helps to make {c} of these bags.")],
          ("How many things are in all the bags together?", "How many things are needed for the bags?", "If the {first} and {second} are counted together, how many of them are in the bags?"),
          [("One bag has {} things in it.", "a + b"), ("All the bags have {} things in them.", "x * c")], dict(a=(2, 15), b=(2, 15), c=(3, 20)), FAVOURS),
    # (a - b) * c
    Scene([("{A} invites {a} children to a party, but {b} of them cannot come.", "Of the {a} children whom {A} has invited, {b} stay at home.",
            "{b} children are ill and miss the party to which {A} has invited {a} children.", "{A} sends {a} invitations. All the children come but {b}."),
           ("Each child at the party gets {c} {first}.", "There are {c} {first} for every child who comes.", "{A} hands out {c} {first} to every guest.", "Every one of the guests is given {c} {first}.")],
          ("How many {first} are handed out?", "How many {first} do the guests get in all?", "What number of {first} does {A} need for the guests?", "How many {first} are needed for the children who come?"),
          [("{} children come to the party.", "a - b"), ("They get {} {first}.", "x * c")], dict(a=(8, 35), b=(2, 12), c=(2, 12)), PARTY),
    # a * b + c * d
    Scene([("{A} fills {a} small {boxes} with {b} {first} each and {c} large {boxes} with {d} {first} each.",
            "There are {b} {first} in each small {box} and {d} in each large one. {A} has {a} small {boxes} and {c} large ones.",
            "{a} small {boxes} belong to {A}, each with {b} {first}. {He_A} also owns {c} large {boxes}, and {d} {first} are in each of those.",
            "In {A}'s room stand {c} large {boxes} of {d} {first} and {a} small {boxes} of {b} {first}.")],
          ("How many {first} does {A} have?", "How many {first} are in all the {boxes} together?", "What is the total number of {first}?", "If {A} empties every {box}, how many {first} lie on the floor?"),
          [("The small {boxes} hold {} {first}.", "a * b"), ("The large {boxes} hold {} {first}.", "c * d"), ("All the {boxes} hold {} {first}.", "x + y")],
          dict(a=(2, 10), b=(2, 12), c=(2, 10), d=(8, 25)), KEPT),
    # a * b - c * d
    Scene([("{A} buys {a} packs of {first} with {b} in each pack.", "For {A}'s party there are {a} packs, and {b} {first} are in every pack.", "A pack holds {b} {first}, and {A} brings home {a} packs."),
           ("On each of the {c} tables {d} {first} are put.", "{He_A} lays {d} {first} on each table, and there are {c} tables.", "There are {c} tables in the hall. Every table needs {d} {first}.", "{c} tables get {d} {first} each.")],
          ("How many {first} are left over?", "How many {first} stay in the packs?", "How many {first} are not used for the tables?", "When all the tables are ready, how many {first} remain?"),
          [("The packs hold {} {first}.", "a * b"), ("The tables take {} {first}.", "c * d"), ("So {} {first} are left.", "x - y")], dict(a=(3, 12), b=(6, 25), c=(2, 10), d=(2, 12)), PARTY),
    # a - b - c
    Scene([("There are {a} {first} in the {place}. {A} uses {b} of them in the morning and {B} uses {c} in the evening.",
            "In the morning {A} takes {b} {first} from the {place}, which had {a} in it. Later {B} takes {c} more.",
            "{A} and {B} share a {place} with {a} {first}. {B} uses {c} {first} and {A} uses {b}.",
            "The {place} was stocked with {a} {first}. First {b} of them were used up by {A}, then {c} more went to the neighbours.")],
          ("How many {first} are left?", "How many {first} are still in the {place}?", "What does the {place} have left?", "With how many {first} does the family end?"),
          [("After the first time {} {first} are left.", "a - b"), ("After the second time {} {first} are left.", "x - c")], dict(a=(20, 99), b=(2, 40), c=(2, 40)), STORED),
    # a - b + c
    Scene([("{A} finds {a} {first} in the {place} and throws away {b} of them because they are no longer good.", "Of the {a} {first} in {A}'s {place}, {b} are too old and have to go.",
            "{b} of the {first} in the {place} are of no use any more. Before taking those out, {A} had counted {a} {first}.", "The {place} has {a} {first}, but {A} takes {b} out of it."),
           ("Then {B} comes home with {c} new ones.", "In the afternoon {c} new {first} are put in.", "After that {he_A} buys {c} more.", "Later {B} fills it up with {c} {first}.")],
          ("How many {first} are in the {place} now?", "How many {first} does the family have then?", "What is the number of {first} in the end?", "How many {first} can be counted there now?"),
          [("Without the ones taken out there are {} {first}.", "a - b"), ("With the new ones there are {} {first}.", "x + c")], dict(a=(10, 90), b=(2, 40), c=(2, 60)), STORED),
    # a + b - c
    Scene([("{A} has {a} {first} and gets {b} more for the birthday.", "For the birthday {b} {first} are given to {A}, who already owned {a}.", "To the {a} {first} in {A}'s collection, {B} adds {b}."),
           ("{c} of all these {first} are swapped for a toy train.", "On the way to school {A} loses {c} of them.", "Then {he_A} gives {c} {first} to {C}.", "{C} asks for some, and {A} hands over {c}.")],
          ("How many {first} does {A} have now?", "How many {first} does {he_A} keep?", "What is left of {A}'s collection?", "How many {first} are still {A}'s?"),
          [("At first it was {} {first} in all.", "a + b"), ("Then {A} has {} {first}.", "x - c")], dict(a=(5, 80), b=(2, 50), c=(2, 50)), TREASURES),
    # (a - b) / k
    Scene([("{A} has {a} {first} and gives {b} of them to {B}.", "From the {a} {first} that {A} owns, {B} gets {b}.", "After {A} has counted {a} {first}, {b} of them are handed to {B}.", "{B} is given {b} {first} by {A}, who had {a}."),
           ("The rest are put into {k} {boxes}, the same number in each.", "{He_A} divides the others equally among {k} {boxes}.", "What is left is packed into {k} {boxes} with equally many in every {box}.")],
          ("How many {first} are in one {box}?", "How many {first} does each {box} hold?", "What number of {first} goes into every {box}?"),
          [("{A} keeps {} {first}.", "a - b"), ("Each {box} holds {} {first}.", "x / k")], dict(k=(2, 9), q=(3, 15), b=(2, 40)), KEPT, dict(p="k * q", a="p + b")),
    # (a + b) / k
    Scene([("{A} has {a} {first} and {B} has {b}. They put them together and share them equally among {k} children.",
            "{k} children want to share {first} fairly. {A} brings {a} of them and {B} brings {b}.",
            "All the {first} of {A} and {B} go into one heap, {a} from {A} and {b} from {B}. The heap is divided equally among {k} children.",
            "{B} puts {b} {first} on the carpet, and {A} puts {a} beside them. {k} children each get the same number of these {first}.")],
          ("How many {first} does each child get?", "How many {first} are there for one child?", "What is the share of every child?"),
          [("Together there are {} {first}.", "a + b"), ("Each child gets {} {first}.", "x / k")], dict(k=(3, 9), q=(4, 15), b=(3, 40)), TREASURES, dict(p="k * q", a="p - b")),
    # a / k * c
    Scene([("For {k} {dishes} {A} needs {a} {unit} of {stuff}.", "{a} {unit} of {stuff} are enough for {k} {dishes}.", "{A}'s grandmother takes {a} {unit} of {stuff} to make {k} {dishes}.", "A recipe for {k} {dishes} asks for {a} {unit} of {stuff}.")],
          ("How many {unit} of {stuff} are needed for {c} {dishes}?", "If {A} wants to make {c} {dishes}, how many {unit} of {stuff} must {he_A} have?", "{B} makes {c} {dishes} in the same way. How many {unit} of {stuff} does that take?"),
          [("One {dish} takes {} {unit} of {stuff}.", "a / k"), ("{c} {dishes} take {} {unit} of {stuff}.", "x * c")], dict(k=(2, 8), q=(2, 9), c=(3, 15)), COOKED, dict(a="k * q")),
    # a / k - b
    Scene([("{k} children share {a} {first} equally, and {A} is one of them.", "{A} and the other children share {a} {first}. There are {k} children, and all get the same number.", "{a} {first} are divided fairly among {k} children at {A}'s table.", "Grandmother gives {a} {first} to {k} children, equally many to each. {A} is among them."),
           ("{A} eats {b} of those {he_A} gets.", "Of those {he_A} gets, {A} gives {b} to {B}.", "{b} of {A}'s {first} are eaten right away.", "Then {B} takes {b} from {A}'s plate.")],
          ("How many {first} does {A} have left?", "How many {first} are still on {A}'s plate?", "How many of the {first} can {A} keep for later?"),
          [("Each child gets {} {first}.", "a / k"), ("{A} has {} {first} left.", "x - b")], dict(k=(2, 8), q=(5, 20), b=(2, 12)), TREATS, dict(a="k * q")),
    # a / k + b
    Scene([("An uncle divides a heap of {a} {first} equally among {k} children.", "{k} children find {a} {first} in the attic and share them fairly.", "{a} {first} from an old chest are shared by {k} children, all getting the same.", "There are {a} {first} for {k} children, and each child takes an equal share."),
           ("{A}, one of the children, already had {b}.", "{A} is one of them and adds the new {first} to the {b} that {he_A} had before.", "One of the children is {A}, who had {b} {first} of that kind before.")],
          ("How many {first} does {A} have now?", "How many {first} is that for {A} in all?", "What number of {first} does {A} own now?"),
          [("Each child gets {} {first}.", "a / k"), ("{A} now has {} {first}.", "x + b")], dict(k=(2, 9), q=(3, 20), b=(3, 60)), TREASURES, dict(a="k * q")),
    # a * k + a
    Scene([("{A} makes {a} {first} and {B} makes {k_times} as many.", "{B} makes {k_times} as many {first} as {A}, who makes {a}.", "{a} {first} are made by {A}. {B} is busy longer and makes {k_times} that number.", "On the kitchen table lie {a} {first} from {A} and {k_times} as many from {B}.")],
          ("How many {first} do they make together?", "How many {first} are there for the party?", "What is the total number of {first}?", "If all of the {first} go on one platter, how many are on it?"),
          [("{B} makes {} {first}.", "a * k"), ("Together that is {} {first}.", "a + x")], dict(a=(3, 60), k=(2, 5)), FOODS),
    # a / k + a
    Scene([("{A} has {a} {first}, but {B} has only {k_part} as many.", "{B} collects {first}, too, and has {k_part} as many as {A}. {A} has {a}.", "There are {a} {first} in {A}'s collection, and in {B}'s there are {k_part} as many.", "{a} {first} belong to {A}. {k_part_} as many belong to {B}.")],
          ("How many {first} do the two have together?", "If they join their collections, how many {first} are in it?", "How many {first} do {A} and {B} own in all?"),
          [("{B} has {} {first}.", "a / k"), ("Together they have {} {first}.", "a + x")], dict(k=(2, 5), q=(3, 30)), TREASURES, dict(a="k * q")),
    # chain of three people, the third
    Scene([("{A} brings {a} {first} to the picnic.", "There are {a} {first} in {A}'s basket.", "{a} {first} are packed by {A}."),
           ("{B} brings {b} more than {A}, and {C} brings {c} fewer than {B}.", "{C} has {c} fewer than {B}, who has {b} more than {A}.", "{B} has {b} more {first} than {A} does. {C}, however, has {c} fewer than {B}.")],
          ("How many {first} does {C} bring?", "How many {first} come from {C}?", "What number of {first} does {C} have?"),
          [("{B} has {} {first}.", "a + b"), ("{C} has {} {first}.", "x - c")], dict(a=(5, 60), b=(2, 40), c=(2, 40)), TREATS),
    # chain of three people, the total
    Scene([("{A} owns {a} {first}. {B} owns {b} more than {A}, and {C} has as many as {A} and {B} together.",
            "{C} has as many {first} as {A} and {B} together. {A} has {a}, and {B} has {b} more than {A}.",
            "{B} has {b} more {first} than {A}, who has {a}. The number of {C}'s {first} is that of {A} and {B} put together.")],
          ("How many {first} do all three have?", "How many {first} do {A}, {B} and {C} have in total?", "How many {first} are in the three collections together?"),
          [("{B} has {} {first}.", "a + b"), ("{A} and {B} together, and so {C}, have {} {first}.", "a + x"), ("All three have {} {first}.", "y + y")], dict(a=(4, 50), b=(2, 40)), TREASURES),
    # missing amount
    Scene([("The {where} holds {a} {kinds}. {b} of them are {first} and {c} are {second}, while the rest are {third}.",
            "There are only {first}, {second} and {third} in the {where}, {a} {kinds} in all. {A} counts {b} {first} and {c} {second}.",
            "{A} takes {c} {second} and {b} {first} out of the {where}. Of the {a} {kinds} that were in it, only {third} are left inside.",
            "Of the {a} {kinds} in {A}'s {where}, {b} are {first}, {c} are {second} and all the others are {third}.")],
          ("How many {third} are there?", "How many {third} does the {where} hold?", "What is the number of {third} in the {where}?"),
          [("There are {} {first} and {second}.", "b + c"), ("So there are {} {third}.", "a - x")], dict(a=(20, 100), b=(3, 45), c=(3, 45)), PARTS_OF),
    # money left, several presents
    Scene([("{A} has ${a} to spend on presents.", "In {A}'s purse there are ${a} for presents.", "{A}'s parents give {A} ${a} for presents."),
           ("{He_A} buys {b} {ones} for ${c} each.", "A {one} costs ${c}, and {A} takes {b} of them.", "Each of the {b} {ones} that {he_A} buys costs ${c}.", "{He_A} comes back from the shop with {b} {ones} at ${c} each.")],
          ("How much money is left?", "How many dollars does {A} have after that?", "How many dollars remain for other things?", "When the {ones} have been paid for, how much money does {A} still have?"),
          [("The {ones} cost {} dollars.", "b * c"), ("{A} has {} dollars left.", "a - x")], dict(a=(30, 100), b=(2, 8), c=(2, 20)), GIFTS),
    # money left, two kinds of presents
    Scene([("{A} goes shopping with ${a}. {He_A} buys {b} {ones} at ${c} each and also a {other} for ${d}.",
            "A {one} is ${c}, while a {other} is ${d}. {A}, who has ${a}, buys {b} {ones} and one {other}.",
            "From ${a}, {A} pays ${d} for a {other} and then ${c} each for {b} {ones}.",
            "{A} wants {b} {ones} for the family, which cost ${c} each, and a {other}, which costs ${d}. There are ${a} in {A}'s purse.")],
          ("How much money does {A} have left?", "How many dollars are left in the end?", "If {A} buys all this, how many dollars remain?"),
          [("The {ones} cost {} dollars.", "b * c"), ("With the {other} it is {} dollars.", "x + d"), ("So {} dollars are left.", "a - y")], dict(a=(50, 100), b=(2, 6), c=(2, 12), d=(3, 25)), GIFTS),
    # a loss, then shares, of something baked
    Scene([("{A} makes {a} {first}, but {b} of them fall on the floor. {k} children share the others equally.",
            "{k} children share the {first} that {A} has made, each child getting the same number. There were {a}, but {b} of them had to be thrown away first.",
            "{b} of the {a} {first} from {A}'s kitchen are burnt. The good ones are divided equally among {k} children.",
            "Before the party {B} secretly eats {b} of the {a} {first} on {A}'s table. What is left is then shared equally by {k} children.")],
          ("How many {first} does each child get?", "How many {first} are there for every child?", "What is one child's share?"),
          [("There are {} {first} left.", "a - b"), ("Each child gets {} {first}.", "x / k")], dict(k=(3, 9), q=(2, 10), b=(2, 15)), TREATS, dict(p="k * q", a="p + b")),
    # rates: together until a goal
    Scene([("{A} can {do} {a} {first} in an hour, and {B} can {do} {b}.", "In one hour {A} {does} {a} {first}, while {B} {does} {b}.", "{B} needs an hour for {doing} {b} {first}. In the same time {A} {does} {a}.", "{A} and {B} work side by side. Each hour {a} {first} are {done} by {A} and {b} by {B}."),
           ("There are {c} {first} waiting for them.", "Their mother has put {c} {first} in front of them.", "{c} {first} must be {done} in all.")],
          ("How many hours do they need together?", "After how many hours are all of them {done}?", "If they work together, how many hours does it take?", "For how many hours do the two have to work?"),
          [("Together they {do} {} {first} an hour.", "a + b"), ("They need {} hours.", "c / x")], dict(p=(6, 40), b=(2, 20), q=(2, 9)), CHORES, dict(a="p - b", c="p * q")),
    # saving until a goal
    Scene([("A {one} costs ${a}. {A} has saved ${b} so far and puts aside ${k} every week.",
            "{A} wants a {one} that costs ${a}. Each week {he_A} saves ${k}, and ${b} are in the money box already.",
            "There are ${b} in {A}'s money box, and every week ${k} are added. A {one} for ${a} is what {A} wishes for.",
            "Every week {A} puts ${k} into a money box with ${b} in it, so that one day {he_A} can buy a {one} for ${a}.")],
          ("In how many weeks can {A} buy the {one}?", "How many more weeks must {A} save?", "After how many weeks is there enough money?", "How many weeks does it take until {he_A} has the money?"),
          [("{A} still needs {} dollars.", "a - b"), ("It takes {} weeks.", "x / k")], dict(k=(2, 9), q=(2, 12), b=(3, 50)), GIFTS, dict(p="k * q", a="p + b")),
    # splitting a bill
    Scene([("{k} friends order food worth ${a} and drinks worth ${b}.", "The food costs ${a} and the drinks cost ${b} at a dinner of {k} friends.", "At the restaurant {k} friends eat for ${a} and drink for ${b}.", "For the drinks there is a bill of ${b}, for the food one of ${a}. {k} friends pay them together."),
           ("They split the cost equally.", "Everyone pays the same.", "{A} says that each of them should pay an equal part.", "Nobody is to pay more than the others.")],
          ("How much does each friend pay?", "How many dollars are paid by each of the friends?", "What is {A}'s part in dollars, if {A} is one of the friends?", "How many dollars does one friend have to pay?"),
          [("In all they must pay {} dollars.", "a + b"), ("Each friend pays {} dollars.", "x / k")], dict(k=(3, 9), q=(5, 15), b=(6, 50)), ("", [()]), dict(p="k * q", a="p - b")),
    # (a + b) / k
    Scene([("{A} has {a} {first} and {b} {second} to take care of.", "There are {b} {second} and also {a} {first} in {A}'s kitchen.", "{a} {first} come from {A}, while {B} brings {b} {second}.", "Next to {a} {first}, {A} finds {b} {second}."),
           ("Each {load} takes {k} pieces, no matter which.", "In one {load} there is room for {k} of these things.", "No more than {k} pieces can go into one {load}.")],
          ("How many {loads} are needed for all of them?", "How many {loads} does it take?", "If every {load} is full, how many {loads} are there?"),
          [("In all there are {} pieces.", "a + b"), ("They need {} {loads}.", "x / k")], dict(k=(4, 15), q=(2, 9), b=(4, 30)), LAUNDRY, dict(p="k * q", a="p - b")),
    # a * b * c
    Scene([("There are {a} people in {A}'s family. Each of them {uses} {b} {first} a day.", "Each day every one of the {a} people in {A}'s house {uses} {b} {first}.", "{b} {first} a day are what each person {uses} in {A}'s family of {a}.", "{A} lives in a house with {a} people in all, and everyone {uses} {b} {first} every day.")],
          ("How many {first} does the family need for {c} days?", "How many {first} is that in {c} days?", "If {A} shops for {c} days, how many {first} must {he_A} bring home?", "{c} days go by. How many {first} have been used?"),
          [("In a day the family needs {} {first}.", "a * b"), ("In {c} days it needs {} {first}.", "x * c")], dict(a=(3, 8), b=(2, 6), c=(3, 12)),
          ("uses first", [("eats", "potatoes"), ("drinks", "cups of tea"), ("eats", "slices of bread"), ("drinks", "glasses of milk"), ("eats", "plums"), ("uses", "plates"), ("uses", "tissues"), ("eats", "carrots"), ("uses", "towels"), ("drinks", "bottles of water")])),
    # a / (b * c)
    Scene([("The pantry holds {a} {first}. There are {b} people in the family, and each {uses} {c} {first} a day.", "{b} people live with {a} {first} in the pantry. Every day each of them {uses} {c}.",
            "{A} buys {a} {first} for a family of {b}, where everyone {uses} {c} of them a day.", "Everyone in {A}'s family {uses} {c} {first} a day. It is a family of {b}, and {a} {first} are in the house.")],
          ("For how many days are the {first} enough?", "How many days do they last?", "After how many days are all the {first} gone?", "In how many days must new {first} be bought?"),
          [("In a day the family needs {} {first}.", "b * c"), ("The {first} last {} days.", "a / x")], dict(b=(3, 7), c=(2, 4), q=(2, 7)),
          ("uses first", [("eats", "potatoes"), ("drinks", "cartons of juice"), ("eats", "slices of bread"), ("eats", "tomatoes"), ("eats", "plums"), ("uses", "napkins"), ("uses", "tissues"), ("eats", "carrots"), ("eats", "crackers"), ("drinks", "bottles of water")]),
          dict(p="b * c", a="p * q")),
    # a * b + c * d, minutes
    Scene([("It takes {A} {b} minutes to clean a {one} and {d} minutes to clean a {other}.", "A {one} is clean after {b} minutes and a {other} after {d}, if {A} does the work.", "{A} needs {d} minutes for a {other}, but {b} minutes for a {one}."),
           ("There are {a} {ones} and {c} {others} in the house.", "{A} cleans {c} {others} and {a} {ones}.", "Today {a} {ones} and {c} {others} have to be cleaned.", "{A} is asked to do {a} {ones} as well as {c} {others}.")],
          ("How many minutes does {A} work?", "How many minutes does all this take?", "After how many minutes is everything clean?", "How long does the work take in minutes?"),
          [("The {ones} take {} minutes.", "a * b"), ("The {others} take {} minutes.", "c * d"), ("In all it takes {} minutes.", "x + y")], dict(a=(2, 9), b=(3, 15), c=(2, 9), d=(2, 20)),
          ("one ones other others", [("window", "windows", "door", "doors"), ("bedroom", "bedrooms", "bathroom", "bathrooms"), ("chair", "chairs", "table", "tables"), ("lamp", "lamps", "mirror", "mirrors"), ("shelf", "shelves", "cupboard", "cupboards"), ("carpet", "carpets", "sofa", "sofas"), ("pot", "pots", "pan", "pans"), ("jacket", "jackets", "bag", "bags")]), any_order=True),
    # a - b * c
    Scene([("{A} has to {do} {a} {first} and {does} {b} of them in each hour.", "Each hour {A} {does} {b} {first}. There were {a} to {do} at the start.", "{a} {first} lie in front of {A}, and {b} of them are {done} each hour.", "With {a} {first} to {do}, {A} gets through {b} of them an hour.")],
          ("How many {first} are still to be {done} after {c} hours?", "How many {first} are left to {do} after {c} hours?", "{A} works for {c} hours. How many {first} still have to be {done}?", "If {A} stops after {c} hours, how many {first} have not been {done}?"),
          [("In {c} hours {A} {does} {} {first}.", "b * c"), ("So {} {first} are left to {do}.", "a - x")], dict(a=(30, 100), b=(4, 20), c=(2, 7)), CHORES),
    # (a - b) / k
    Scene([("{A} wants to {do} {a} {first}. {b} of them are {done} already, and {A} {does} {k} more every hour.", "{b} of the {a} {first} have been {done} by {B}. The others are left to {A}, who {does} {k} of them an hour.",
            "Every hour {A} {does} {k} {first}. Of {a} {first}, {he_A} must {do} all but the {b} that {B} takes over.", "If {B} had not {done} {b} of them before, {A} would have to {do} all {a} {first}. {He_A} {does} {k} an hour.")],
          ("How many hours does {A} need for the rest?", "In how many hours are the other {first} {done}?", "How many hours does {A} still have to work?", "For how many hours is {A} busy {doing} the rest?"),
          [("There are {} {first} left to {do}.", "a - b"), ("That takes {} hours.", "x / k")], dict(k=(3, 12), q=(2, 7), b=(3, 30)), CHORES, dict(p="k * q", a="p + b")),
    # a * b - c, missing from an album
    Scene([("An album for {first} has {a} pages with {b} places on each page.", "{A} gets an album with {a} pages for {first}. {b} of them fit on a page.", "On every page of {A}'s new album there is room for {b} {first}, and the album has {a} pages."),
           ("{A} already has {c} {first} to put in.", "So far {c} places have been filled by {A}.", "{c} {first} have been glued in by {A}.", "When {A} has put in all {first} that {he_A} has, {c} places are filled.")],
          ("How many {first} does {A} still need to fill the album?", "How many places are empty?", "How many more {first} fit in the album?", "How many {first} are missing until the album is full?"),
          [("The album has {} places.", "a * b"), ("So {} {first} are missing.", "x - c")], dict(a=(4, 20), b=(4, 15), c=(5, 90)),
          ("first", [("stickers",), ("stamps",), ("photos",), ("postcards",), ("picture cards",), ("coins",), ("pressed flowers",), ("drawings",)])),
    # (a * b - c) / k
    Scene([("{A} opens {a} packs of {b} {first} for the party, but {c} of the {first} are broken.", "There are {b} {first} in a pack. {A} has {a} packs, but finds {c} broken {first} in them.", "{c} {first} had to be thrown away after {A} had opened {a} packs with {b} in each."),
           ("The good ones are shared equally by {k} guests.", "The rest are divided equally among {k} tables.", "{k} children each take the same number of the others and leave none.", "{B} makes {k} equal heaps of what is left.")],
          ("How many {first} are in each share?", "How many {first} does that make for each?", "How many {first} are there in one share?"),
          [("The packs hold {} {first}.", "a * b"), ("Of these {} are good.", "x - c"), ("Each share has {} {first}.", "y / k")], dict(a=(2, 9), b=(5, 20), k=(2, 8), q=(2, 15)), PARTY, dict(p="a * b", r="k * q", c="p - r")),
    # how many at first
    Scene([("{A} gives {b} {first} to {B} and {c} to {C}. After that {he_A} has {d} left.", "Now {A} has {d} {first}. Before, {b} were given to {B} and {c} were sold to {C}.", "After {B} has taken {b} of {A}'s {first} and {C} has taken {c}, only {d} are left.", "{A}'s collection has shrunk to {d} {first}, because {he_A} lost {b} in the garden and gave {c} to {C}.")],
          ("How many {first} did {A} have at first?", "How many {first} were there in the beginning?", "What was the number of {A}'s {first} before?", "How many {first} had {A} owned at the start?"),
          [("With the last {c} it was {} {first}.", "d + c"), ("So at first {A} had {} {first}.", "x + b")], dict(b=(2, 40), c=(2, 40), d=(3, 60)), TREASURES),
    # a * b versus c * d
    Scene([("{A} has {a} {boxes} with {b} {first} in each, while {B} has {c} {boxes} with {d} in each.", "In each of {A}'s {a} {boxes} there are {b} {first}. {B} keeps {d} {first} in each of {c} {boxes}.", "{B} owns {c} {boxes} of {d} {first}, but {A} owns {a} {boxes} of {b} {first}.", "{A} and {B} compare. {A} shows {a} {boxes} of {b} {first} each, {B} shows {c} {boxes} of {d} each.")],
          ("How many more {first} does {A} have than {B}?", "How many fewer {first} does {B} have than {A}?", "By how many {first} is {A}'s collection larger?", "{A} has more {first} than {B}. How many more?"),
          [("{A} has {} {first}.", "a * b"), ("{B} has {} {first}.", "c * d"), ("{A} has {} {first} more.", "x - y")], dict(a=(4, 12), b=(6, 20), c=(2, 9), d=(3, 15)), KEPT),
    # a present paid together
    Scene([("{k} children buy a {one} for {A}'s birthday. It costs ${a}, and {B}'s mother pays ${b} of it.", "A {one} for ${a} is to be {A}'s present. The parents give ${b}, and {k} children pay the rest.", "The {one} in the window costs ${a}, but {k} children who want it for {A} get it for ${b} less.", "If the shop had not taken ${b} off, the {one} would cost ${a}. {k} children buy it together for {A}."),
           ("Each of them pays the same.", "They share the cost equally.", "All of the children give equally much.")],
          ("How much does each child pay?", "How many dollars does one child pay?", "What does each of the {k} children have to give, in dollars?"),
          [("There are {} dollars left to pay.", "a - b"), ("Each child pays {} dollars.", "x / k")], dict(k=(2, 8), q=(3, 12), b=(3, 30)), GIFTS, dict(p="k * q", a="p + b")),
    # a * b / k
    Scene([("{k} friends order {a} {meals} at ${b} each and share the cost equally.", "A {meal} costs ${b}. {k} friends take {a} {meals}, and everyone pays the same.", "For a party {a} {meals} are ordered, each for ${b}. {k} friends pay equal parts.", "Each of {k} friends pays an equal part of the bill. They had {a} {meals}, and one {meal} was ${b}.")],
          ("How much does each friend pay?", "How many dollars does each of them pay?", "What is the part of one friend, in dollars?"),
          [("The {meals} cost {} dollars.", "a * b"), ("Each friend pays {} dollars.", "x / k")], dict(u=(2, 3), v=(2, 3), r=(2, 5), s=(2, 6)),
          ("meal meals", [("pizza", "pizzas"), ("large salad", "large salads"), ("fruit cake", "fruit cakes"), ("pot of soup", "pots of soup"), ("plate of fish", "plates of fish"), ("bucket of chicken", "buckets of chicken"), ("tray of rice", "trays of rice"), ("noodle box", "noodle boxes")]),
          dict(k="u * v", a="u * r", b="v * s")),
    # a + b * c
    Scene([("{A}'s money box has ${a} in it. Every week {he_A} puts in ${b}.", "Each week ${b} go into {A}'s money box, which had ${a} in it at first.", "{A} gets ${b} every week and saves all of it. ${a} have been saved before.", "At the start {A} has ${a}. For helping in the house {he_A} earns ${b} a week.")],
          ("How much money does {A} have after {c} weeks?", "How many dollars are that after {c} weeks?", "If {A} spends nothing for {c} weeks, how many dollars does {he_A} have then?", "{c} weeks later, how many dollars are there?"),
          [("In {c} weeks {A} gets {} dollars.", "b * c"), ("Then {A} has {} dollars.", "a + x")], dict(a=(4, 90), b=(2, 15), c=(3, 14))),
    # change
    Scene([("{A} takes {b} {ones} to the till, and each {one} costs ${c}.", "A {one} costs ${c}. {A} chooses {b} of them for the party.", "For {b} {ones} {A} goes to a shop where a {one} is sold for ${c}."),
           ("The wrapping is ${d} more, and {he_A} pays with ${a}.", "{He_A} pays with ${a}, but a card for ${d} has to be paid for as well.", "{A} hands over ${a} for these and for a ribbon that costs ${d}.")],
          ("How much money does {A} get back?", "How many dollars are given back to {A}?", "What is the change in dollars?"),
          [("The {ones} cost {} dollars.", "b * c"), ("In all it is {} dollars.", "x + d"), ("{A} gets back {} dollars.", "a - y")], dict(a=(40, 100), b=(2, 6), c=(2, 12), d=(2, 9)), GIFTS),
    # d - (a + b) * c
    Scene([("For every guest {A} puts {a} {first} and {b} {second} on the table.", "At {A}'s dinner each place is laid with {a} {first} and {b} {second}.", "Each guest of {A}'s needs {b} {second} and {a} {first}."),
           ("{c} guests are coming, and there were {d} pieces in the drawer.", "The drawer had {d} such pieces in it before {A} laid the table for {c} guests.", "There are {c} guests. {A} takes everything from a drawer with {d} pieces of both kinds.")],
          ("How many pieces are left in the drawer?", "How many pieces stay in the drawer?", "When the table is laid, how many pieces does the drawer still hold?"),
          [("One guest needs {} pieces.", "a + b"), ("All the guests need {} pieces.", "x * c"), ("In the drawer {} pieces are left.", "d - y")], dict(a=(2, 4), b=(2, 4), c=(3, 12), d=(30, 100)),
          ("first second", [("knives", "spoons"), ("forks", "knives"), ("plates", "bowls"), ("glasses", "mugs"), ("napkins", "straws"), ("cups", "saucers"), ("chopsticks", "small bowls"), ("spoons", "forks")])),
    # a * k - c
    Scene([("{A} has {a} {first}. {B} has {k_times} as many, but then gives {c} of them away.", "{B} had {k_times} as many {first} as {A}, who has {a}. Since then {B} has lost {c}.", "{c} {first} were taken from {B}, who had owned {k_times} as many as {A}. {A} owns {a}.", "There are {a} {first} on {A}'s shelf. {B}'s shelf had {k_times} that number until {c} were sold from it.")],
          ("How many {first} does {B} have now?", "How many {first} are left to {B}?", "How many {first} does {B} still own?"),
          [("{B} had {} {first}.", "a * k"), ("Now {B} has {} {first}.", "x - c")], dict(a=(5, 50), k=(2, 5), c=(2, 40)), TREASURES),
    # a - a / k
    Scene([("{A} bakes {a} {first} and gives {k_part} of them to the neighbours.", "{k_part_} of the {a} {first} that {A} has made are taken to school by {B}.", "There are {a} {first} on the table, of which {B} and the others eat {k_part}.", "After {k_part} of {A}'s {first} have been eaten, {A} covers the rest. There had been {a}.")],
          ("How many {first} are left?", "How many {first} are still there?", "What number of {first} remains?"),
          [("{k_part_} of them is {} {first}.", "a / k"), ("That leaves {} {first}.", "a - x")], dict(k=(2, 5), q=(3, 20)), TREATS, dict(a="k * q")),
    # a - a / k, then + c
    Scene([("{A} looks through the {a} {first} in the {place} and finds that {k_part} of them are broken.", "{k_part_} of the {a} {first} in {A}'s {place} are broken.", "Of the {a} {first} in the {place} {A} has to throw away {k_part}, since they are broken."),
           ("Only the good ones stay there, and {B} puts in {c} more.", "The broken ones are taken out. Then {A} buys {c} new {first} and puts them there.", "{B} brings {c} {first} after the broken ones have been thrown away.", "When the broken ones are gone, {c} new {first} take their place.")],
          ("How many {first} are in the {place} in the end?", "How many good {first} are there in all?", "What number of {first} does the {place} hold after that?"),
          [("{} {first} are broken.", "a / k"), ("So {} {first} are good.", "a - x"), ("In the end there are {} {first}.", "y + c")], dict(k=(2, 5), q=(3, 18), c=(3, 30)),
          ("first place", [("toys", "chest"), ("pencils", "drawer"), ("plates", "cupboard"), ("eggs", "fridge"), ("lamps", "attic"), ("glass balls", "box"), ("jars", "cellar"), ("balloons", "bag"), ("flower pots", "shed"), ("glasses", "cabinet")]), dict(a="k * q")),
    # one step: how many more
    Scene([("{A} has collected {b} {first} and would like to have {a}.", "{A}'s goal is a collection of {a} {first}, of which {he_A} has {b}.", "{B} owns {a} {first}, and {A} owns {b} and wants to catch up with {B}.", "If {A} had {a} {first}, the collection would be complete. There are {b} so far.")],
          ("How many {first} does {A} still need?", "How many more {first} must {A} find?", "How many {first} are missing?"),
          [("{A} still needs {} {first}.", "a - b")], dict(a=(20, 100), b=(5, 80)), TREASURES),
    # one step: full boxes
    Scene([("{A} wants to put {a} {first} away, and {k} of them fit in a {box}.", "Each {box} takes {k} {first}. {A} has {a} {first} to tidy up.", "{a} {first} lie on the floor of {A}'s room. They go into {boxes} of {k}.", "All of {A}'s {a} {first} are packed, {k} to a {box}.")],
          ("How many {boxes} does {A} need?", "How many {boxes} are filled?", "What number of {boxes} is needed for all of them?"),
          [("{A} needs {} {boxes}.", "a / k")], dict(k=(3, 12), q=(2, 15)), KEPT, dict(a="k * q")),
    # one step: a - b twice told
    Scene([("{A} makes {a} {first}, which is {b} more than {B} makes.", "With {a} {first}, {A} makes {b} more than {B}.", "{B} makes {b} fewer {first} than {A}, who makes {a}.", "If {B} made {b} {first} more, it would be as many as {A} makes. {A} makes {a}.")],
          ("How many {first} does {B} make?", "How many {first} come from {B}?", "What is the number of {B}'s {first}?"),
          [("{B} makes {} {first}.", "a - b")], dict(a=(15, 90), b=(3, 50)), FOODS),
    # after a gift, the difference
    Scene([("{A} has {a} {first} and {B} has {b}. Then {A} gives {c} of them to {B}.", "{B} had {b} {first} before {A}, who had {a}, handed over {c}.", "{c} {first} change hands: they go from {A}, who had {a}, to {B}, who had {b}.", "At first {b} {first} belong to {B} and {a} to {A}. {B} wins {c} of {A}'s {first} in a game.")],
          ("How many more {first} than {A} does {B} have now?", "How many {first} is {B} ahead of {A} after that?", "By how many {first} is {B}'s collection larger than {A}'s now?"),
          [("{A} now has {} {first}.", "a - c"), ("{B} now has {} {first}.", "b + c"), ("{B} has {} {first} more.", "y - x")], dict(a=(10, 60), b=(10, 80), c=(2, 25)), TREASURES),
    # d + (a - b) * c
    Scene([("Every day {A} puts {a} fresh {first} into the box, and the family eats {b} of them.", "The family eats {b} {first} from the box each day, but {A} adds {a} new ones every day.", "Each day {b} {first} are eaten from the box and {a} new ones are put in by {A}."),
           ("At first the box held {d} {first}.", "There were {d} {first} in it at the start.", "When {A} began with this, {d} {first} were inside.")],
          ("How many {first} are in the box after {c} days?", "{c} days later, how many {first} does the box hold?", "How many {first} can be found in the box when {c} days have passed?"),
          [("Each day there are {} {first} more.", "a - b"), ("In {c} days that is {} {first}.", "x * c"), ("Then the box holds {} {first}.", "d + y")], dict(a=(6, 20), b=(2, 15), c=(2, 9), d=(3, 60)), TREATS),
    # (a - b) / 2
    Scene([("{A} and {B} have {a} {first} together, and {A} has {b} more than {B}.", "Together {a} {first} belong to {A} and {B}. {B}, however, has {b} fewer than {A}.", "{A} has {b} more {first} than {B}. If they count all of them, it is {a}.", "Of {a} {first} some are {A}'s and all the others are {B}'s. {A}'s are {b} more than {B}'s.")],
          ("How many {first} does {B} have?", "How many {first} belong to {B}?", "What is the number of {B}'s {first}?"),
          [("Without the {b} more, both together would have {} {first}.", "a - b"), ("{B} has {} {first}.", "x / two")], dict(q=(3, 40), b=(2, 20)), TREASURES, dict(p="q * two", a="p + b")),
    # b * c - a
    Scene([("One {dish} takes {b} {unit} of {stuff}, and {A} has {a} {unit} of it at home.", "{A} has {a} {unit} of {stuff}. A {dish} needs {b} {unit}.", "There are {a} {unit} of {stuff} in {A}'s kitchen, but each {dish} takes {b} {unit}."),
           ("{He_A} wants to make {c} {dishes}.", "{c} {dishes} have been ordered for a party.", "For the guests {c} {dishes} are to be made.", "The plan is to make {c} {dishes}.")],
          ("How many {unit} of {stuff} are missing?", "How many more {unit} of {stuff} does {A} need?", "How many {unit} of {stuff} must {A} borrow from {B}?", "How many {unit} of {stuff} does {A} have to buy?"),
          [("{c} {dishes} take {} {unit}.", "b * c"), ("So {} {unit} of {stuff} are missing.", "x - a")], dict(a=(2, 30), b=(2, 9), c=(3, 12)), COOKED),
    # a * b / k, guests
    Scene([("{A} makes {a} {vessels} of {drink}, each with {b} cups in it.", "There are {b} cups of {drink} in a {vessel}, and {A} makes {a} {vessels}.", "{a} {vessels} of {drink} stand ready, and every {vessel} holds {b} cups."),
           ("Each guest drinks {k} cups.", "{k} cups are poured for every guest.", "Every guest is to have {k} cups.")],
          ("For how many guests is the {drink} enough?", "How many guests can drink from it until nothing is left?", "If nothing is left, how many guests were there?", "How many guests can {A} serve?"),
          [("In all there are {} cups.", "a * b"), ("That is enough for {} guests.", "x / k")], dict(k=(2, 4), a=(2, 9), q=(2, 7)),
          ("vessel vessels drink", [("jug", "jugs", "lemonade"), ("pot", "pots", "tea"), ("can", "cans", "cocoa"), ("bowl", "bowls", "punch"), ("pitcher", "pitchers", "juice"), ("kettle", "kettles", "broth"), ("bottle", "bottles", "cider"), ("flask", "flasks", "coffee")]), dict(b="k * q")),
    # a - b - c, minutes
    Scene([("{A} has {a} minutes until the guests come.", "The guests come in {a} minutes, and {A} still has much to do.", "{a} minutes are left before {A}'s party."),
           ("{He_A} needs {b} minutes to {job} and then {c} minutes to {task}.", "To {job} takes {b} minutes, to {task} takes {c}, and {A} does one after the other.", "First {b} minutes are spent to {job}. After that it takes {A} {c} minutes to {task}.")],
          ("How many minutes are left to rest?", "How many minutes does {A} have after that?", "When this is done, how many minutes remain?"),
          [("After the first job {} minutes are left.", "a - b"), ("After the second job {} minutes are left.", "x - c")], dict(a=(50, 100), b=(5, 45), c=(5, 45)),
          ("job task", [("lay the table", "light the candles"), ("sweep the floor", "blow up balloons"), ("wash the dishes", "decorate the cake"), ("bake a pie", "cut the fruit"), ("make the salad", "get dressed"), ("tidy the room", "hang up lamps"), ("wrap the presents", "water the flowers"), ("take out the rubbish", "cook the soup")])),
    # a + b + c - d, missing chairs
    Scene([("{a} relatives, {b} neighbours and {c} friends come to {A}'s party.", "{A} expects {c} friends and {b} neighbours, and {a} relatives as well.", "Besides {b} neighbours, {A} has invited {a} relatives and {c} friends. All of them come."),
           ("Every guest needs a {one}, but there are only {d} {ones}.", "{d} {ones} are in the house, and each guest is to have one.", "{A} has {d} {ones}, but wants one for each guest.")],
          ("How many {ones} must {A} borrow?", "How many more {ones} are needed?", "How many {ones} are missing?"),
          [("Relatives and neighbours are {} guests.", "a + b"), ("With the friends there are {} guests.", "x + c"), ("So {} {ones} are missing.", "y - d")], dict(a=(3, 25), b=(2, 15), c=(3, 25), d=(5, 40)),
          ("one ones", [("chair", "chairs"), ("plate", "plates"), ("cup", "cups"), ("glass", "glasses"), ("fork", "forks"), ("paper hat", "paper hats"), ("lantern", "lanterns"), ("cushion", "cushions"), ("bowl", "bowls")])),
    # a / k + b / k
    Scene([("{k} children share {a} {first} and {b} {second} equally.", "{A} divides {a} {first} equally among {k} children, and then {b} {second} in the same way.", "{a} {first} and {b} {second} fall out of a paper star, and each of {k} children gets an equal part of both.", "The {k} children at {A}'s party find {b} {second} and {a} {first}. They share each kind fairly.")],
          ("How many things does each child get?", "How many things are there for one child in all?", "If both kinds are counted, how many things does every child have?"),
          [("Each child gets {} {first}.", "a / k"), ("Each child gets {} {second}.", "b / k"), ("In all each child gets {} things.", "x + y")], dict(k=(2, 8), q=(2, 12), r=(2, 12)), FAVOURS, dict(a="k * q", b="k * r")),
]
