"""Arithmetic scenes of lessons, games, music and clubs."""
from ..scene import Scene

COLLECTED = ("first", [
    ("stickers",), ("badges",), ("stamps",), ("marbles",), ("shells",), ("postcards",), ("pins",), ("football cards",), ("coins",),
    ("buttons",), ("crystals",), ("toy cars",)])
PASTED = ("first", [("stickers",), ("badges",), ("stamps",), ("postcards",), ("football cards",), ("photos",), ("pressed leaves",), ("labels",), ("animal cards",), ("dried flowers",),
                    ("tickets",), ("drawings",)])
CRAFTED = ("item items things", [
    ("bracelet", "bracelets", "beads"), ("kite", "kites", "sticks"), ("mask", "masks", "feathers"), ("necklace", "necklaces", "shells"),
    ("lantern", "lanterns", "paper strips"), ("doll", "dolls", "buttons"), ("basket", "baskets", "twigs"), ("quilt", "quilts", "patches"),
    ("picture frame", "picture frames", "tiles"), ("garland", "garlands", "paper flowers"), ("puppet", "puppets", "pins"), ("crown", "crowns", "gold stars")])
GROUPS = ("group riders concert", [
    ("choir", "singers", "concert"), ("brass band", "musicians", "parade"), ("dance group", "dancers", "show"), ("drum group", "drummers", "parade"),
    ("flute class", "players", "concert"), ("folk group", "fiddlers", "festival"), ("school orchestra", "violinists", "concert"), ("circus class", "jugglers", "show")])
CLUBS = ("club riders", [
    ("chess club", "players"), ("swimming club", "swimmers"), ("rowing club", "rowers"), ("judo club", "children"), ("cooking club", "members"),
    ("painting club", "painters"), ("drama club", "actors"), ("running club", "runners"), ("ski club", "skiers"), ("garden club", "members"), ("scout group", "scouts")])
SIDES = ("one two three unit", [
    ("Lions", "Bears", "Hawks", "points"), ("Reds", "Blues", "Greens", "goals"), ("Wolves", "Foxes", "Owls", "points"), ("Sharks", "Whales", "Seals", "points"),
    ("Stars", "Comets", "Rockets", "goals"), ("Kings", "Knights", "Giants", "points"), ("Pirates", "Sailors", "Divers", "points"), ("Eagles", "Swans", "Storks", "goals")])
LEARNED = ("do does done tasks", [
    ("solve", "solves", "solved", "sums"), ("spell", "spells", "spelled", "words"), ("answer", "answers", "answered", "questions"), ("read", "reads", "read", "pages"),
    ("copy", "copies", "copied", "lines"), ("draw", "draws", "drawn", "shapes"), ("write", "writes", "written", "sentences"), ("learn", "learns", "learned", "new words"),
    ("fill", "fills", "filled", "worksheets"), ("name", "names", "named", "countries")])
SHOWN = ("museum riders pieces", [
    ("museum", "visitors", "paintings"), ("gallery", "guests", "drawings"), ("castle", "visitors", "shields"), ("rail museum", "visitors", "model trains"),
    ("sea museum", "visitors", "model ships"), ("toy museum", "guests", "dolls"), ("clock museum", "visitors", "clocks"), ("science center", "visitors", "machines"),
    ("fossil museum", "guests", "bones"), ("music museum", "guests", "flutes")])
LODGED = ("tent tents riders", [
    ("tent", "tents", "children"), ("cabin", "cabins", "scouts"), ("hut", "huts", "campers"), ("wagon", "wagons", "guests"), ("bunk room", "bunk rooms", "pupils"),
    ("lodge", "lodges", "skiers"), ("dormitory", "dormitories", "students"), ("boathouse", "boathouses", "rowers")])
FAIR = ("fair ride rides", [
    ("fair", "boat swing ride", "boat swing rides"), ("summer festival", "pony ride", "pony rides"), ("street festival", "puppet show", "puppet shows"),
    ("school party", "tombola ticket", "tombola tickets"), ("harvest festival", "hay ride", "hay rides"), ("village fair", "ring toss game", "ring toss games"),
    ("carnival", "ghost train ride", "ghost train rides"), ("lantern festival", "paper lantern", "paper lanterns"), ("music festival", "lemonade", "lemonades"),
    ("book fair", "comic", "comics")])
LESSONS = ("lesson lessons book", [
    ("piano lesson", "piano lessons", "music book"), ("swimming lesson", "swimming lessons", "swimming cap"), ("judo class", "judo classes", "white belt"),
    ("dance class", "dance classes", "pair of shoes"), ("drum lesson", "drum lessons", "pair of sticks"), ("pottery class", "pottery classes", "bag of clay"),
    ("tennis lesson", "tennis lessons", "racket"), ("sewing class", "sewing classes", "needle box"), ("flute lesson", "flute lessons", "flute case"),
    ("painting class", "painting classes", "brush set")])

SCENES = [
    # a * b - c
    Scene([("A {group} stands in {a} rows, and each row has {b} {riders}.", "In a {group}, {b} {riders} stand in every one of the {a} rows.",
            "There are {a} rows in a {group}, with places for {b} {riders} in each, and at first all are taken.", "{A} leads a {group} of {a} rows with {b} {riders} in a row."),
           ("On the day of the {concert} {c} of them are ill.", "{c} {riders} cannot come to the {concert}.", "Before the {concert} starts, {c} of the {riders} have to go home.",
            "All of them come to the {concert} except {c}.")],
          ("How many {riders} take part in the {concert}?", "With how many {riders} does the {concert} take place?", "What number of {riders} can be seen at the {concert}?"),
          [("The rows have {} {riders}.", "a * b"), ("In the {concert} there are {} {riders}.", "x - c")], dict(a=(2, 10), b=(3, 15), c=(2, 25)), GROUPS),
    # (a + b) / k
    Scene([("{a} children from one school and {b} from another come to a sports day.", "A sports day is visited by {a} boys and {b} girls.",
            "{b} girls sign up for a sports day, and so do {a} boys.", "For a sports day {A} brings {a} children, while {B} brings {b}."),
           ("They are put into teams of {k}.", "Each team must have {k} children.", "{k} children make one team, and all of them get a place.", "All of them play in teams of {k}.")],
          ("How many teams are there?", "How many teams can be formed?", "What is the number of teams?", "Into how many teams are they split?"),
          [("There are {} children.", "a + b"), ("They form {} teams.", "x / k")], dict(k=(2, 12), q=(3, 12), b=(5, 50)), ("", [()]), dict(p="k * q", a="p - b")),
    # a * b + c * d
    Scene([("A child pays ${b} to see a {museum}, and an adult pays ${d}. {A} goes there with {a} children and {c} adults and pays for them.",
            "Tickets for a {museum} are ${b} for children and ${d} for adults. {a} children and {c} adults want to go in.",
            "{c} adults and {a} children visit a {museum}. Each child costs ${b}, each adult ${d}.",
            "At the desk of a {museum} {A} buys {a} tickets for children at ${b} each and {c} tickets for adults at ${d} each.")],
          ("How many dollars do the tickets cost in all?", "How much money is paid for all the tickets?", "What is the price of all these tickets together?", "How much do they all cost?"),
          [("The children cost {} dollars.", "a * b"), ("The adults cost {} dollars.", "c * d"), ("All tickets cost {} dollars.", "x + y")],
          dict(a=(2, 20), b=(2, 9), c=(2, 9), d=(4, 20)), SHOWN),
    # a - b - c
    Scene([("{A} has {a} {first} as prizes. {b} go to the winners of the first game and {c} to the winners of the second.",
            "In the prize box lie {a} {first}. After the first game {b} of them are handed out, after the second {c}.",
            "{b} {first} are won in the first game and {c} in the second. At the start the prize box of {A} held {a}.",
            "A box of {a} prize {first} is opened. The boys win {b} of them, the girls {c}.",
            "{A} brings {a} {first} for the winners. {B} wins {b} of them, while {c} go to {C}.")],
          ("How many {first} remain as prizes?", "How many prizes are still there?", "How many of the {first} have not been won?", "What number of {first} is left over?"),
          [("After the first {b} are gone, there are {} {first}.", "a - b"), ("In the end {} {first} are left.", "x - c")], dict(a=(30, 100), b=(2, 45), c=(2, 45)), COLLECTED),
    # a - b + c
    Scene([("A {club} has {a} {riders}.", "There are {a} {riders} in a {club} in spring.", "{A} starts a {club} with {a} {riders}.", "In the list of a {club} stand the names of {a} {riders}."),
           ("In summer {b} leave, and in autumn {c} new ones join.", "{c} new ones come after {b} have left.", "{b} of them move away, but {c} others join.",
            "Then {b} give up. Later {c} new names are added.", "Over the year it loses {b} of them and wins {c} new ones.")],
          ("How many {riders} are in the {club} now?", "How many {riders} does the {club} have then?", "What is the new number of {riders}?", "How big is the {club} in the end?"),
          [("Without the {b} it has {} {riders}.", "a - b"), ("With the new ones it has {} {riders}.", "x + c")], dict(a=(12, 100), b=(2, 40), c=(2, 40)), CLUBS),
    # (a - b) / k
    Scene([("{A} sews a blanket of {a} squares.", "A blanket is to have {a} squares when {A} is done.", "For a blanket {A} has to sew {a} squares."),
           ("{b} of them are ready.", "So far {he_A} has made {b} of them.", "{b} squares have been sewn by {A} up to now."),
           ("From now on {he_A} makes {k} squares a week.", "Every week {k} more are added.", "{He_A} can do {k} more each week.")],
          ("How many weeks will it take to finish the blanket?", "In how many weeks is the blanket done?", "How many more weeks of work are there?"),
          [("There are {} squares to make.", "a - b"), ("They take {} weeks.", "x / k")], dict(b=(2, 50), k=(2, 12), q=(2, 12)), ("", [()]), dict(p="k * q", a="p + b")),
    # a / k * c
    Scene([("{A} uses {a} {things} for {k} {items}, the same number for each.", "For {k} equal {items} {A} needs {a} {things}.", "{k} {items} of the same kind take {a} {things}.",
            "Out of {a} {things} {A} makes {k} {items} that are all alike."),
           ("{B} wants to make {c} such {items}.", "Now {c} {items} of this kind are ordered.", "{c} more {items} like these are to be made.", "At a fair {c} {items} like that are needed.")],
          ("How many {things} do these {c} {items} take?", "How many {things} are needed for the {c} {items}?", "What number of {things} must be ready for {c} {items}?"),
          [("Each {item} takes {} {things}.", "a / k"), ("{c} {items} take {} {things}.", "x * c")], dict(k=(2, 10), q=(2, 12), c=(2, 15)), CRAFTED, dict(a="k * q")),
    # a / k - b
    Scene([("{a} {first} are shared equally by {k} children, and {A} is one of them.", "{A} and some friends share {a} {first}. There are {k} children in all, and each gets as many.",
            "{k} winners, among them {A}, get the same share of {a} {first}.", "A prize of {a} {first} goes to a team of {k}, and each child, {A} too, gets the same number."),
           ("Then {A} gives {b} to a friend.", "On the way home {A} loses {b}.", "{b} of the {first} that {A} gets are swapped for a pen.", "Later {A} sells {b} of them.")],
          ("How many {first} does {A} have then?", "How many {first} does {A} keep?", "With how many {first} is {A} left?"),
          [("Each child gets {} {first}.", "a / k"), ("{A} keeps {} {first}.", "x - b")], dict(k=(2, 9), q=(5, 20), b=(2, 15)), COLLECTED, dict(a="k * q")),
    # a * k, a + x
    Scene([("The {one} have {a} {unit}, and the {two} have {k_times} as many.", "The {two} score {k_times} as many {unit} as the {one}, who score {a}.", "A match ends. The {one} made {a} {unit} and the {two} {k_times} that number.",
            "With {a} {unit} for the {one} and {k_times} as many for the {two}, the match is over.")],
          ("How many {unit} did both sides make together?", "How many {unit} were there in the whole match?", "What do the {one} and the {two} have together?", "How many {unit} are that for the two teams in all?"),
          [("The {two} have {} {unit}.", "a * k"), ("Together they have {} {unit}.", "a + x")], dict(a=(2, 60), k=(2, 5)), SIDES),
    # a + b, x - c
    Scene([("The {one} have {a} {unit}. The {two} have {b} more than the {one}, and the {three} have {c} fewer than the {two}.",
            "With {a} {unit}, the {one} lie {b} behind the {two}. The {three} have {c} fewer than the {two}.",
            "The {two} are {b} {unit} ahead of the {one}, who have {a}, and {c} ahead of the {three}.",
            "After a long day the {one} have {a} {unit}. The {two} made {b} more than that, but the {three} made {c} less than the {two}.")],
          ("How many {unit} do the {three} have?", "What is the score of the {three}?", "How many {unit} were made by the {three}?"),
          [("The {two} have {} {unit}.", "a + b"), ("The {three} have {} {unit}.", "x - c")], dict(a=(5, 80), b=(2, 40), c=(2, 50)), SIDES),
    # a - (b + c)
    Scene([("{a} children play in an orchestra. {b} of them play the {violin} and {c} the {flute}. All others play the {drum}.",
            "In an orchestra of {a} children everyone plays the {violin}, the {flute} or the {drum}. The first has {b} players, the second {c}.",
            "Of {a} children in an orchestra, {b} have chosen the {violin} and {c} the {flute}. The rest have taken the {drum}.",
            "{b} children with the {violin}, {c} with the {flute} and some with the {drum} make up an orchestra of {a}.")],
          ("How many children play the {drum}?", "How many of them have the {drum}?", "What is the number of children with the {drum}?"),
          [("The {violin} and the {flute} have {} players.", "b + c"), ("So {} children play the {drum}.", "a - x")], dict(a=(25, 100), b=(3, 40), c=(3, 40)),
          ("violin flute drum", [("violin", "flute", "drum"), ("guitar", "trumpet", "harp"), ("cello", "horn", "piano"), ("clarinet", "trombone", "triangle"),
                                 ("violin", "tuba", "gong"), ("recorder", "banjo", "tambourine"), ("viola", "saxophone", "bass")])),
    # a - b * c
    Scene([("{A} takes ${a} to a {fair}. There {he_A} pays for {b} {rides} at ${c} each.", "A {ride} at the {fair} is ${c}. {A} came with ${a} and has paid for {b} of them.",
            "At the {fair} {A} pays for {b} {rides}, which cost ${c} each. Before that {he_A} had ${a}.", "With ${a} in the purse, {A} goes to a {fair} and pays ${c} for each of {b} {rides}.",
            "{A} has ${a}. At a {fair}, {b} {rides} are paid with it, and one {ride} costs ${c}.")],
          ("How many dollars does {A} have left?", "How much money does {A} take home?", "What is left of the money?", "How much money has not been spent?"),
          [("{A} pays {} dollars for the {rides}.", "b * c"), ("Then {} dollars are left.", "a - x")], dict(a=(25, 100), b=(2, 9), c=(2, 9)), FAIR),
    # a * b - c * d
    Scene([("For a class party {A} sells {a} {cakes} at ${b} each.", "{a} {cakes} are sold by {A}'s class, each for ${b}.", "At the school fair one of {A}'s {cakes} costs ${b}, and {a} are sold."),
           ("To make them {he_A} had bought {c} bags of {flour} at ${d} a bag.", "But first {c} bags of {flour} had to be bought for ${d} each.", "For them {c} bags of {flour} were used, and a bag cost ${d}.")],
          ("How much money was gained?", "How many dollars are gained after paying for the {flour}?", "What is left when the cost of the {flour} is taken off?"),
          [("The {cakes} bring {} dollars.", "a * b"), ("For the {flour} {} dollars were paid.", "c * d"), ("The gain is {} dollars.", "x - y")],
          dict(a=(8, 50), b=(2, 8), c=(2, 8), d=(2, 9)),
          ("cakes flour", [("cakes", "flour"), ("pies", "apples"), ("candles", "wax"), ("clay pots", "clay"), ("cookies", "sugar"), ("toy bears", "wool"), ("soaps", "oats"),
                           ("pancakes", "flour"), ("nut bars", "nuts"), ("cushions", "feathers")])),
    # a * b + c * d, practice
    Scene([("{A} practises the {piano} {a} minutes a day on {b} days of a month and {c} minutes a day on {d} other days.", "On {b} days {A} plays the {piano} for {a} minutes each, and on {d} days for {c} minutes each.",
            "For {b} days the {piano} is played {a} minutes a day by {A}. Then come {d} days with {c} minutes each.",
            "{A} has planned to play the {piano} on {b} short days and {d} long days. A short day means {a} minutes, a long one {c}.")],
          ("How many minutes does {A} play in all?", "How many minutes is that altogether?", "What is the whole time in minutes?", "For how many minutes does {A} play on all these days together?"),
          [("The first {b} days are {} minutes.", "b * a"), ("The other {d} days are {} minutes.", "d * c"), ("In all that is {} minutes.", "x + y")],
          dict(a=(5, 30), b=(2, 9), e=(2, 30), d=(2, 9)),
          ("piano", [("piano",), ("guitar",), ("flute",), ("violin",), ("trumpet",), ("harp",), ("cello",), ("banjo",), ("recorder",)]), dict(c="a + e")),
    # (goal - have) / k
    Scene([("{A} wants to own {a} {first} and has {b}.", "{A} owns {b} {first}, but {he_A} wants {a}.", "The goal of {A} is {a} {first}, of which {b} are there already.", "In {A}'s album is room for {a} {first}, and {b} are in it."),
           ("Each day {he_A} gets {k} new ones.", "{k} more come in every day.", "{He_A} is given {k} a day.", "From today on {he_A} finds {k} every day.")],
          ("After how many days does {A} reach the full number?", "How many days does it take until all {a} are there?", "How many days must {A} wait for the last one?", "For how many days does {A} have to go on?"),
          [("{A} still needs {} {first}.", "a - b"), ("That takes {} days.", "x / k")], dict(b=(3, 60), k=(2, 9), q=(2, 15)), PASTED, dict(p="k * q", a="p + b")),
    # (a + b) / k, bill
    Scene([("{k} friends rent a {hut} for ${a} and buy food for ${b}.", "The {hut} costs ${a} and the food ${b}, for {k} friends together.", "A weekend for {k} friends costs ${a} for a {hut}, and for the food ${b} more.",
            "{A} and the others, {k} friends in all, pay ${b} for food after they have paid ${a} for a {hut}."),
           ("They split the cost evenly.", "Everyone pays the same.", "All of them pay equal shares.", "The whole bill is shared equally.")],
          ("How many dollars does each one pay?", "What is the share of one friend?", "How much money must each of them give?", "How much does the weekend cost each friend?"),
          [("Together it costs {} dollars.", "a + b"), ("Each friend pays {} dollars.", "x / k")], dict(k=(2, 10), q=(4, 25), b=(5, 60)),
          ("hut", [("hut",), ("cabin",), ("big tent",), ("boat",), ("van",), ("houseboat",), ("camping place",), ("party room",), ("lake house",)]), dict(p="k * q", a="p - b")),
    # a * b versus c * d
    Scene([("{A} has an album of {a} pages with {b} {first} on each, and {B} has one of {c} pages with {d} {first} on each.", "There are {b} {first} on each of the {a} pages in {A}'s album, but {d} on each of the {c} pages in {B}'s.",
            "{A} fills {a} pages with {b} {first} each, while {B} fills {c} pages with {d} each.", "On {a} pages of {A}'s album are {b} {first} a page. {B}'s album has {c} pages, and a page holds {d}.")],
          ("How many more {first} does {A} have than {B}?", "By how many {first} is {A} ahead of {B}?", "How many {first} fewer than {A} does {B} have?", "What is the difference between the two in {first}?"),
          [("{A} has {} {first}.", "a * b"), ("{B} has {} {first}.", "c * d"), ("The difference is {} {first}.", "x - y")], dict(a=(6, 20), b=(5, 15), c=(2, 12), d=(2, 10)), PASTED),
    # (a + b) * c
    Scene([("At a camp the children walk {a} km every morning and {b} km every afternoon.", "Each day at camp has a walk of {a} km and another of {b} km.", "Before lunch the campers walk {a} km a day, after lunch {b} km.",
            "Every day the camp plan says: walk {a} km, rest, then walk {b} km."),
           ("The camp goes on for {c} days.", "They do this for {c} days.", "It is like that on all {c} days.", "{c} such days make up the camp.")],
          ("How many km do they walk in all?", "How many km is that over the whole camp?", "How long is the whole way in km?", "If {A} takes part in everything, how many km does {he_A} walk?"),
          [("In one day they walk {} km.", "a + b"), ("In {c} days they walk {} km.", "x * c")], dict(a=(2, 12), b=(2, 12), c=(2, 14))),
    # (a - b) * c
    Scene([("In each round of a {game} {A} wins {a} points and loses {b} again.", "A round of the {game} brings {A} {a} points, but {b} are taken off at the end of each round.",
            "{A} gets {a} points in every round of a {game}, of which {b} always go to {B}.", "Every time {A} plays a round of the {game}, {he_A} earns {a} points and has to give back {b}."),
           ("They play {c} rounds.", "There are {c} rounds like that.", "This happens in all {c} rounds.", "{c} rounds are played.")],
          ("How many points does {A} keep in all?", "How many points has {A} in the end if {he_A} started with none?", "What does {A} gain over all the rounds?"),
          [("A round brings {A} {} points.", "a - b"), ("All rounds bring {} points.", "x * c")], dict(a=(8, 40), b=(2, 20), c=(2, 12)),
          ("game", [("card game",), ("dice game",), ("board game",), ("quiz",), ("ball game",), ("computer game",), ("word game",), ("bowling game",)])),
    # a + b - c
    Scene([("{A} brings {a} {things} to the {place} and {B} brings {b}.", "To the {place}, {a} {things} are brought by {A} and {b} by {B}.", "{B} puts {b} {things} next to the {a} that {A} brought to the {place}.",
            "With {a} {things} from {A} and {b} from {B} the {place} begins."),
           ("By noon {c} are sold.", "{c} of them find a new owner.", "The visitors take {c} of them home.", "At the end of the day {c} have been given away.")],
          ("How many {things} have not been taken?", "How many {things} are still on the table?", "How many {things} go back to {A} and {B}?", "What is the number of {things} left over?"),
          [("Together there are {} {things}.", "a + b"), ("Of these {} {things} are left.", "x - c")], dict(a=(5, 60), b=(5, 60), c=(4, 80)),
          ("place things", [("book fair", "novels"), ("book fair", "comics"), ("toy market", "puzzles"), ("school market", "board games"), ("craft fair", "clay bowls"),
                           ("craft fair", "scarves"), ("music market", "records"), ("club market", "footballs"), ("swap day", "jackets"), ("plant market", "flower pots")])),
    # points: a * b + c * d
    Scene([("In a game a {long} counts {a} points and a {short} {c}.", "In a game {a} points are given for a {long}, {c} for a {short}.", "A {short} is worth {c} points in a game, but a {long} is worth {a}.",
            "For each {long} in a game one gets {a} points, for each {short} {c}."),
           ("{A} gets {b} {longs} and {d} {shorts}.", "{A} has {d} {shorts} and {b} {longs}.", "In the end {A} counts {b} {longs} and also {d} {shorts}.", "{d} {shorts} are noted for {A}, and {b} {longs} besides.")],
          ("How many points does {A} have?", "What is the score of {A}?", "How many points is that in all?", "What is the number of points that {A} gets?"),
          [("The {longs} give {} points.", "b * a"), ("The {shorts} give {} points.", "d * c"), ("{A} has {} points.", "x + y")], dict(c=(2, 9), e=(1, 9), b=(2, 12), d=(2, 12)),
          ("long longs short shorts", [("long throw", "long throws", "short throw", "short throws"), ("red ring", "red rings", "blue ring", "blue rings"), ("goal", "goals", "corner", "corners"),
                                       ("big pin", "big pins", "small pin", "small pins"), ("hard riddle", "hard riddles", "simple riddle", "simple riddles"),
                                       ("gold card", "gold cards", "silver card", "silver cards"), ("king", "kings", "knight", "knights"), ("center hit", "center hits", "rim hit", "rim hits"),
                                       ("long jump", "long jumps", "short jump", "short jumps"), ("full strike", "full strikes", "half strike", "half strikes")]), dict(a="c + e")),
    # a / two, a + x
    Scene([("{A} {does} {a} {tasks}. {B} {does} half as many.", "While {A} {does} {a} {tasks}, {B} only {does} half of that number.", "{B} {does} half as many {tasks} as {A}, who {does} {a}.", "{a} {tasks} are {done} by {A} and half as many by {B}.")],
          ("How many {tasks} do both of them {do}?", "How many {tasks} are {done} by the two together?", "What is their number of {tasks} in all?", "How many {tasks} is that together?"),
          [("{B} {does} {} {tasks}.", "a / two"), ("Together they {do} {} {tasks}.", "a + x")], dict(q=(2, 50)), LEARNED, dict(a="two * q")),
    # a * b / k
    Scene([("{A} buys {a} packs of {b} {things} for a craft group.", "For the craft group there are {a} packs, and each has {b} {things} in it.", "A pack holds {b} {things}, and {a} packs lie on the craft table."),
           ("{k} children share them equally.", "All of them are shared out to {k} children, the same number to each.", "They are split evenly among the {k} children of the group.", "Each of the {k} children gets the same number.")],
          ("How many {things} does each child get?", "How many {things} are there for one child?", "What is the share of one child in {things}?"),
          [("The packs hold {} {things}.", "a * b"), ("Each child gets {} {things}.", "x / k")], dict(a=(2, 12), k=(2, 9), q=(2, 9)), CRAFTED, dict(b="k * q")),
    # a / k + b
    Scene([("{a} {riders} come to a camp and are put into {k} {tents}, the same number in each.", "A camp has {k} {tents}, and {a} {riders} are spread over them evenly.", "Into {k} {tents} of a camp {a} {riders} move, as many into one as into another."),
           ("Then {b} more come into the {tent} of {A}.", "{A}'s {tent} gets {b} {riders} besides.", "Later {b} others are added, all to the {tent} where {A} sleeps.")],
          ("How many {riders} are in {A}'s {tent} now?", "How many {riders} does the {tent} of {A} hold then?", "With {b} more, how many {riders} are in that {tent}?"),
          [("Each {tent} has {} {riders}.", "a / k"), ("In {A}'s {tent} there are {} {riders}.", "x + b")], dict(k=(2, 12), q=(3, 12), b=(2, 9)), LODGED, dict(a="k * q")),
    # a * b + c
    Scene([("{A} takes {a} {lessons} at ${b} each and buys a {book} for ${c}.", "A {lesson} costs ${b}. {A} pays for {a} of them and for a {book} of ${c}.", "After {A} has paid ${c} for a {book}, {he_A} takes {a} {lessons}, which are ${b} each.",
            "Before {A} can begin, {he_A} needs a {book} for ${c}. Each {lesson} is ${b}, and {A} takes {a}.")],
          ("How much does {A} pay in all?", "How many dollars are the {lessons} and the {book} together?", "What does {A} spend altogether?", "How much money does {A} need for everything?"),
          [("The {lessons} cost {} dollars.", "a * b"), ("With the {book} it is {} dollars.", "x + c")], dict(a=(2, 15), b=(4, 25), c=(4, 60)), LESSONS),
    # g - b - c (missing part of three)
    Scene([("In three games {A} made {a} points in all. {b} of them came in the first game and {c} in the second.", "{A} has {a} points after three games. The first game gave {b} and the second {c}.",
            "The first game brings {A} {b} points and the second {c}. After the third {he_A} stands at {a}.", "Of the {a} points that {A} won in three games, {b} are from the first and {c} from the second.",
            "After {b} points in one game and {c} in the next, {A} plays a third game and reaches {a} points in all.")],
          ("How many points did {A} make in the third game?", "How many points did the third game bring?", "What was the score of {A} in game three?"),
          [("The first two games gave {} points.", "b + c"), ("The third game gave {} points.", "a - x")], dict(a=(30, 120), b=(4, 50), c=(4, 50))),
    # (a - b) / k, lesson time
    Scene([("A {lesson} lasts {a} minutes. The first {b} minutes are used to warm up, and the rest is split evenly into {k} parts.", "Of the {a} minutes of a {lesson}, {b} go to the warm-up. {k} equal parts fill the other minutes.",
            "After a warm-up of {b} minutes, a {lesson} has {k} equal parts. With the warm-up it takes {a} minutes.", "{A} plans a {lesson} of {a} minutes: {b} minutes for the warm-up and then {k} parts of the same length.")],
          ("How many minutes long is each part?", "How many minutes does one of the parts take?", "What is the length of one part in minutes?"),
          [("Without the warm-up there are {} minutes.", "a - b"), ("Each part takes {} minutes.", "x / k")], dict(b=(3, 20), k=(2, 9), q=(3, 15)), LESSONS, dict(p="k * q", a="p + b")),
    # a / k, a - x with a part word
    Scene([("{A} has {a} {first} and gives {k_part} of them to {B}.", "{k_part_} of the {a} {first} that {A} owns are given to {B}.", "{B} gets {k_part} of {A}'s {first}. Before that {A} had {a}.",
            "{A} starts with {a} {first}, but {k_part} of them are soon handed to {B}.", "Of {a} {first}, {A} swaps {k_part} with {B} for a book.")],
          ("How many {first} does {A} have left?", "How many of the {first} stay with {A}?", "How many {first} does {A} keep?"),
          [("{B} gets {} {first}.", "a / k"), ("{A} keeps {} {first}.", "a - x")], dict(k=(2, 5), q=(2, 25)), COLLECTED, dict(a="k * q")),
    # a * b * c relay
    Scene([("In a relay each of the {k} {riders} of a team goes {b} rounds, and a round is {c} meters long.", "A round has {c} meters. A team has {k} {riders}, and each of them does {b} rounds.", "{k} {riders} make a team. One after the other they go {b} rounds of {c} meters each.",
            "Every one of {k} {riders} in a team must do {b} rounds of {c} meters.")],
          ("How many meters does the whole team go?", "How many meters is the whole relay?", "How far does the whole team go in meters?", "How many meters are done when the last one arrives?"),
          [("The team goes {} rounds.", "k * b"), ("That is {} meters.", "x * c")], dict(k=(2, 8), b=(2, 5), c=(10, 50)),
          ("riders", [("runners",), ("swimmers",), ("skaters",), ("rowers",), ("cyclists",), ("skiers",), ("walkers",), ("jumpers",)])),
    # c - a * b, club fund
    Scene([("A {club} has {a} {riders}. It needs ${c} for a {trip}, and each of them gives ${b}.", "For a {trip} of ${c}, each of the {a} {riders} in a {club} gives ${b}.", "The {trip} of a {club} costs ${c}. {a} {riders} have paid ${b} each.",
            "{a} {riders} of a {club} put ${b} each into a box, because they want to pay ${c} for a {trip}.")],
          ("How many dollars are still missing?", "How much money does the {club} still need?", "How many dollars does the {club} have to find elsewhere?"),
          [("The {riders} give {} dollars.", "a * b"), ("There are {} dollars missing.", "c - x")], dict(a=(4, 20), b=(2, 9), d=(5, 90)),
          ("club riders trip", [("chess club", "players", "trip"), ("rowing club", "rowers", "new boat"), ("judo club", "children", "new mat"), ("cooking club", "members", "stove"), ("drama club", "actors", "stage"),
                                ("running club", "runners", "bus trip"), ("ski club", "skiers", "week in the hills"), ("painting club", "painters", "show"), ("music club", "drummers", "big drum"),
                                ("scout group", "scouts", "camp")]), dict(e="a * b", c="e + d")),
    # a * b - c * d quiz
    Scene([("In a quiz, a right answer brings {b} points and a wrong one costs {d} points.", "A quiz gives {b} points for each right answer and takes {d} away for each wrong one.", "For each wrong answer in a quiz {d} points are lost, while a right one earns {b}."),
           ("{A} has {a} right answers and {c} wrong ones.", "{a} answers of {A} are right and {c} are wrong.", "{A} is wrong {c} times and right {a} times.", "{c} wrong answers and {a} right ones are counted for {A}.")],
          ("How many points does {A} end with?", "What is the score of {A}?", "How many points does {A} have after the quiz?"),
          [("The right answers bring {} points.", "a * b"), ("The wrong answers cost {} points.", "c * d"), ("{A} ends with {} points.", "x - y")], dict(a=(5, 20), b=(3, 10), c=(2, 9), d=(2, 5))),
    # (a - b) / k, equal shares after a loss
    Scene([("A team wins {a} {first}, but {b} of them are lost.", "{b} of the {a} {first} in a prize bag are broken and thrown away.", "From a bag of {a} {first} {A} first takes {b}.", "There are {a} {first} in a bag, and {b} of them are put aside."),
           ("Then the {k} children of a team share the rest equally.", "What is left is split evenly among {k} children.", "{k} children get equal shares of the others.", "Then {k} children divide the rest, and each gets the same number.")],
          ("How many {first} does each child get?", "What number of {first} goes to each child?", "How many {first} are in one share?"),
          [("There are {} {first} to share.", "a - b"), ("Each child gets {} {first}.", "x / k")], dict(b=(2, 30), k=(2, 10), q=(2, 12)), COLLECTED, dict(p="k * q", a="p + b")),
    # d - (a + b + c)
    Scene([("A {museum} wants to welcome {d} {riders} in a week. {a} came in the first two days, {b} in the next two and {c} after that.", "{d} {riders} is the goal of a {museum}. On Friday it counts {a}, on Saturday {b} and on Sunday {c}.",
            "With {a} {riders} in the morning, {b} at noon and {c} in the evening, a {museum} does not reach the {d} it hoped for.", "A {museum} has room for {d} {riders} in one day. {a} come in the first hour, {b} in the second and {c} in the third.")],
          ("How many {riders} fewer than {d} is that?", "How many more {riders} would make it {d}?", "How many {riders} are missing to {d}?"),
          [("The first two numbers make {} {riders}.", "a + b"), ("In all it is {} {riders}.", "x + c"), ("To {d} there are {} missing.", "d - y")], dict(a=(5, 60), b=(5, 60), c=(5, 60), d=(60, 250)), SHOWN),
    # (b + c) * a
    Scene([("A {museum} has {a} rooms, and in each room are {b} old {pieces} and {c} new ones.", "In every one of the {a} rooms of a {museum} {A} sees {b} old {pieces} and {c} new ones.", "{A} walks through a {museum} with {a} rooms. Each shows {c} new {pieces} next to {b} old ones.",
            "There are {b} large {pieces} and {c} small ones in each room of a {museum}, which has {a} rooms.")],
          ("How many {pieces} does the {museum} show?", "How many {pieces} are there in all the rooms together?", "What is the number of {pieces} in the whole {museum}?"),
          [("Each room has {} {pieces}.", "b + c"), ("All rooms have {} {pieces}.", "x * a")], dict(a=(2, 12), b=(2, 15), c=(2, 15)), SHOWN),
    # a / k - b tours
    Scene([("{a} {riders} want to see a {museum}, and a guide leads {k} at a time.", "A guide in a {museum} takes {k} {riders} on each tour. Today {a} {riders} want to go.", "In a {museum}, {a} {riders} are to be shown around in groups of {k}.",
            "Only {k} {riders} may join one tour of a {museum}, but {a} are waiting."),
           ("{b} of the tours are over.", "So far {b} full tours have been led.", "{A} has done {b} of these tours.", "By noon {b} groups have had their turn.")],
          ("How many tours are still to be led?", "How many more tours are needed?", "How many tours are there after that until everyone has been in?"),
          [("In all there are {} tours.", "a / k"), ("After {b} of them {} tours are left.", "x - b")], dict(k=(4, 15), q=(5, 15), b=(2, 10)), SHOWN, dict(a="k * q")),
    # a * k - a
    Scene([("{A} has {done} {a} {tasks}, and {B} {k_times} as many.", "{B} has {done} {k_times} as many {tasks} as {A}, who has {done} {a}.", "{a} {tasks} have been {done} by {A}, but {B} has {done} {k_times} that number.",
            "While {A} has {done} {a} {tasks}, {B} has {done} {k_times} as many.")],
          ("How many more {tasks} has {B} {done} than {A}?", "By how many {tasks} is {A} behind {B}?", "How many {tasks} is {B} ahead?", "What is the difference between {A} and {B} in {tasks}?"),
          [("{B} has {done} {} {tasks}.", "a * k"), ("The difference is {} {tasks}.", "x - a")], dict(a=(3, 40), k=(2, 5)), LEARNED),
    # (a * b - c) / k : album and packs
    Scene([("An album has {a} pages with room for {b} {first} on each. {A} has filled {c} of the places.", "{A}'s album can hold {b} {first} on each of its {a} pages, and {c} are in it.", "{c} {first} are in {A}'s album. On each of its {a} pages {b} find room.",
            "For each of the {a} pages of an album {A} needs {b} {first}, and {he_A} has {c}."),
           ("New ones come in packs of {k}.", "A pack holds {k} new ones.", "In the shop they are sold in packs of {k}.")],
          ("How many packs does {A} need to fill the album?", "With how many packs will the album be full?", "How many packs are missing until every place is taken?"),
          [("The album holds {} {first}.", "a * b"), ("{A} needs {} more {first}.", "x - c"), ("That is {} packs.", "y / k")], dict(a=(4, 15), b=(3, 12), k=(2, 8), q=(2, 8)), PASTED, dict(e="a * b", p="k * q", c="e - p")),
    # a * b - c * d distances
    Scene([("{A} {runs} {a} rounds of {b} meters, while {B} {runs} {c} rounds of {d} meters.", "A round of {b} meters is done {a} times by {A}, and one of {d} meters {c} times by {B}.", "{B} trains on a track of {d} meters and {runs} it {c} times. {A} {runs} {a} times around a track of {b} meters.",
            "For {A} a round is {b} meters, for {B} it is {d}. {A} {runs} {a} rounds and {B} {runs} {c}.")],
          ("How many more meters than {B} does {A} go?", "By how many meters is the way of {A} longer?", "How many meters less does {B} go?", "What is the difference in meters?"),
          [("{A} goes {} meters.", "a * b"), ("{B} goes {} meters.", "c * d"), ("The difference is {} meters.", "x - y")], dict(a=(5, 12), b=(30, 90), c=(2, 9), d=(20, 60)),
          ("runs", [("runs",), ("swims",), ("skates",), ("walks",), ("cycles",), ("rows",)])),
    # a * b * c bake sale
    Scene([("For the school fair {a} {cakes} are cut into {b} pieces each, and each piece is sold for ${c}.", "{A} cuts each of {a} {cakes} into {b} pieces. A piece costs ${c}, and all are sold.", "A piece costs ${c}. Each {cake} gives {b} pieces, and the class of {A} sells {a} {cakes} in this way.",
            "The class sells all pieces of {a} {cakes} at ${c} a piece. One {cake} has {b} pieces.")],
          ("How many dollars does the class earn?", "How much money comes in?", "How many dollars do all the pieces bring?"),
          [("There are {} pieces.", "a * b"), ("They bring {} dollars.", "x * c")], dict(a=(2, 9), b=(4, 12), c=(2, 5)),
          ("cake cakes", [("cake", "cakes"), ("pizza", "pizzas"), ("melon", "melons"), ("tart", "tarts"), ("loaf", "loaves"), ("cheese", "cheeses"), ("apple pie", "apple pies"), ("fruit bar", "fruit bars")])),
    # a * two + b
    Scene([("At a {ball} {a} pairs are dancing and {b} children only watch.", "{b} children watch a {ball} while {a} pairs dance.", "A {ball} has {a} pairs of dancers and {b} children who look on.", "Besides the {b} children on the benches, {a} pairs of children take part in a {ball}.")],
          ("How many people are there?", "How many people do the dancers and the others make together?", "How many is that, dancers and watchers together?"),
          [("The pairs are {} dancers.", "a * two"), ("With the others there are {} people.", "x + b")], dict(a=(3, 45), b=(3, 60)),
          ("ball", [("school dance",), ("spring ball",), ("harvest dance",), ("club party",), ("dance show",), ("costume ball",), ("village dance",), ("folk dance",)])),
    # a - b * c, teams and watchers
    Scene([("{a} children are at a {game} day. {b} teams of {c} play, and the others watch.", "At a {game} day with {a} children, there are {b} teams with {c} players each. All other children watch.", "A {game} team has {c} children, and {b} teams are on the field. The rest of the {a} children watch them.",
            "Of {a} children at a {game} day, {b} teams of {c} are playing, while all others sit and watch.")],
          ("How many children are watching?", "How many of the children do not play?", "What is the number of children who watch?", "How many children sit and watch?"),
          [("There are {} children in the teams.", "b * c"), ("So {} children watch.", "a - x")], dict(a=(40, 150), b=(2, 8), c=(4, 12)),
          ("game", [("football",), ("handball",), ("hockey",), ("volleyball",), ("basketball",), ("baseball",), ("rugby",), ("curling",)])),
    # a / k - b, prize money
    Scene([("{k} winners of a {race} share ${a} equally, and {A} is one of them.", "A {race} is won by a team of {k}, and one of them is {A}. They split the prize of ${a} evenly.", "A prize of ${a} for a {race} goes to {A} and others. There are {k} winners in all, with equal shares."),
           ("{A} spends ${b} of it on a {cap}.", "From this money {A} pays ${b} for a {cap}.", "The next day {A} buys a {cap} for ${b} with the prize money.", "Then {A} wants a {cap} and pays ${b} for it.")],
          ("How many dollars of the prize does {A} keep?", "How much prize money is left for {A}?", "What does {A} still have of {A}'s share?"),
          [("Each winner gets {} dollars.", "a / k"), ("{A} keeps {} dollars.", "x - b")], dict(k=(2, 9), q=(10, 50), b=(3, 40)),
          ("race cap", [("race", "cap"), ("song contest", "songbook"), ("chess contest", "clock"), ("swim race", "towel"), ("drawing contest", "paint box"), ("ski race", "hat"), ("boat race", "flag"),
                        ("poem contest", "pen"), ("dance contest", "skirt"), ("kite contest", "kite")]), dict(a="k * q")),
    # c - a * b, evenings
    Scene([("{A} has to {do} {c} {tasks} and {does} {a} every evening.", "There are {c} {tasks} to {do}, and {A} {does} {a} of them every evening.", "Every evening {a} {tasks} are {done} by {A}, who got a list of {c}.", "From a list of {c} {tasks}, {A} {does} {a} every evening."),
           ("{b} evenings have gone by.", "{He_A} has kept this up for {b} evenings.", "This is how it went on {b} evenings.")],
          ("How many {tasks} does {A} still have to {do}?", "How many {tasks} remain for {A}?", "How many of the {tasks} are not yet {done}?", "What number of {tasks} is left?"),
          [("So far {A} has {done} {} {tasks}.", "a * b"), ("There are {} {tasks} left.", "c - x")], dict(a=(2, 12), b=(2, 9), c=(40, 150)), LEARNED),
    # c / (a + b)
    Scene([("{A} makes {a} {items} an hour and {B} makes {b}.", "Every hour {a} {items} are made by {A} and {b} by {B}.", "In one hour {B} can make {b} {items}, while {A} makes {a}.", "{A} and {B} work side by side. Each hour {A} adds {a} {items} and {B} adds {b}."),
           ("For a school fair {c} of them are needed.", "{c} are needed for the summer festival.", "Together they want to have {c} in the end.", "The club has asked them for {c}.")],
          ("How many hours do they have to work?", "In how many hours are all of them made?", "How many hours does it take them together?", "After how many hours are they done?"),
          [("In one hour they make {} {items}.", "a + b"), ("It takes {} hours.", "c / x")], dict(a=(2, 12), b=(2, 12), q=(2, 10)), CRAFTED, dict(e="a + b", c="e * q")),
    # (g - a * b) / k
    Scene([("{A} wants to go to a {camp} that costs ${g}.", "A place in a {camp} is ${g}, and {A} would like to have one.", "${g} is the price of a {camp} that {A} dreams of."),
           ("For {b} weeks {he_A} has put ${a} a week into a box.", "{He_A} has saved ${a} in each of {b} weeks.", "In each of the last {b} weeks ${a} went into {A}'s box."),
           ("Now {he_A} gets ${k} for each hour of garden work.", "Each hour of work in a shop brings {A} ${k}.", "A neighbor pays {A} ${k} an hour for help.")],
          ("How many hours must {A} work for the rest?", "How many hours of work does {A} need to pay for the {camp}?", "After how many hours of work can {A} pay the {camp}?"),
          [("{A} has saved {} dollars.", "b * a"), ("{A} still needs {} dollars.", "g - x"), ("That takes {} hours.", "y / k")], dict(a=(2, 12), b=(2, 9), k=(2, 10), q=(2, 12)),
          ("camp", [("music camp",), ("riding camp",), ("summer camp",), ("football camp",), ("sailing camp",), ("dance camp",), ("forest camp",), ("chess camp",)]), dict(e="a * b", p="k * q", g="e + p")),
    # a / two, x * c, y + a
    Scene([("A ticket for a {show} costs ${a}, and children pay half.", "Adults pay ${a} for a {show}, while a child pays only half as much.", "For a child, a {show} costs half the price of an adult ticket, which is ${a}."),
           ("{A}, the only adult, comes with {c} children.", "One adult goes there with {c} children.", "{c} children and one adult want to see it.", "A teacher buys one adult ticket and tickets for {c} children.")],
          ("How much do they pay together?", "What do all the tickets cost in dollars?", "How many dollars must be paid in all?"),
          [("A child pays {} dollars.", "a / two"), ("The children pay {} dollars.", "x * c"), ("With the adult it is {} dollars.", "y + a")], dict(q=(2, 15), c=(2, 12)),
          ("show", [("circus show",), ("concert",), ("football match",), ("magic show",), ("light show",), ("boat show",), ("dance show",), ("film",), ("puppet show",), ("harvest fair",)]), dict(a="two * q")),
    # (a + b) - (c + d)
    Scene([("The {one} made {a} {unit} before the break and {b} after it. The {two} made {c} and then {d}.", "Before the break it is {a} for the {one} and {c} for the {two}. After it the {one} make {b} {unit} more and the {two} {d}.",
            "In the first match the {one} get {a} {unit} and the {two} {c}. In the second the {one} get {b} and the {two} {d}.", "{a} and {b} {unit} are what the {one} made in two matches, while the {two} made {c} and {d}.")],
          ("By how many {unit} are the {one} ahead in all?", "How many more {unit} than the {two} do the {one} have in all?", "How many {unit} do the {two} lie behind the {one} in the end?"),
          [("The {one} have {} {unit}.", "a + b"), ("The {two} have {} {unit}.", "c + d"), ("The difference is {} {unit}.", "x - y")], dict(a=(10, 60), b=(10, 60), c=(2, 50), d=(2, 50)), SIDES),
    # one step: a / k
    Scene([("{a} {riders} come to a camp, and each {tent} has room for {k}.", "A camp expects {a} {riders}. {k} of them sleep in one {tent}.", "In one {tent} of a camp {k} {riders} can sleep. {a} {riders} are on the way.", "For {a} {riders} beds are to be found, and there are {k} beds in a {tent}.")],
          ("How many {tents} do they fill?", "How many {tents} are needed for all of them?", "How many {tents} must be ready for them?"),
          [("They need {} {tents}.", "a / k")], dict(k=(2, 12), q=(2, 20)), LODGED, dict(a="k * q")),
    # one step: a - b
    Scene([("A {group} needs {a} {riders} for a {concert}, but only {b} have said yes.", "{b} {riders} have signed up with a {group}. For the {concert} {a} are needed.", "For a {concert} {A} wants to have {a} {riders} in the {group}, and {b} are found.", "There are {a} places for {riders} in a {group}. {b} are taken.")],
          ("How many more {riders} does the {group} need?", "How many {riders} must still be found?", "How many {riders} are missing?"),
          [("The {group} needs {} more {riders}.", "a - b")], dict(a=(20, 100), b=(5, 70)), GROUPS),
    # a - b * c, festival stock
    Scene([("At the start of a festival there are {a} {cups}, and {b} of them are used up every hour.", "A festival uses {b} {cups} in one hour. In the morning it has {a}.", "Every hour {b} of the {a} {cups} that {A} brought to a festival are used up.", "{A} has {a} {cups} ready for a festival and hands out {b} each hour."),
           ("The festival has been open for {c} hours.", "{c} hours go by.", "It goes on like this for {c} hours.", "Now {c} hours are over.")],
          ("How many {cups} are left?", "How many {cups} has the festival left now?", "How many of the {cups} have not been used?", "What number of {cups} is still there?"),
          [("In {c} hours {} {cups} are used.", "b * c"), ("So {} {cups} are left.", "a - x")], dict(a=(50, 200), b=(4, 20), c=(2, 9)),
          ("cups", [("cups",), ("paper plates",), ("napkins",), ("sausages",), ("rolls",), ("balloons",), ("ice cubes",), ("wooden spoons",), ("programs",), ("juice boxes",), ("flags",), ("corn cobs",)])),
    # three people: a, a + b, x * k
    Scene([("{A} has {a} {first}. {B} has {b} more than {A}, and {C} has {k_times} as many as {B}.", "{C} has {k_times} as many {first} as {B}. {B} has {b} more than {A}, who has {a}.", "{B} owns {b} {first} more than {A}, who owns {a}. The number of {C} is {k_times} that of {B}.",
            "With {a} {first}, {A} is {b} behind {B}, while {C} has {k_times} as many as {B}.")],
          ("How many {first} does {C} have?", "How many {first} belong to {C}?", "What is the number of {first} that {C} has?"),
          [("{B} has {} {first}.", "a + b"), ("{C} has {} {first}.", "x * k")], dict(a=(2, 40), b=(2, 30), k=(2, 5)), COLLECTED),
    # a - b - c with a, b fewer, total of all
    Scene([("In the reading club {A} has read {a} {books}. {B} has read {b} fewer than {A}, and {C} {c} more than {A}.", "{A} of the reading club has read {a} {books}, {b} more than {B} and {c} fewer than {C}.",
            "{a} {books} have been read by {A}. {C} has read {c} more than that, but {B} {b} fewer than {A}.")],
          ("How many {books} have {B} and {C} read together?", "How many {books} is that for {B} and {C} together?", "What is the sum of the {books} of {B} and {C}?"),
          [("{B} has read {} {books}.", "a - b"), ("{C} has read {} {books}.", "a + c"), ("Together that is {} {books}.", "x + y")], dict(a=(10, 60), b=(2, 30), c=(2, 30)),
          ("books", [("books",), ("stories",), ("poems",), ("comics",), ("novels",), ("fairy tales",), ("plays",), ("magazines",), ("chapters",), ("letters",)])),
    # (a - b) * c, sold tickets
    Scene([("A school prints {a} tickets for a {show}, and {b} of them are not sold.", "Of the {a} seats at a {show}, {b} stay empty.", "{b} seats are free at a {show}, for which there are {a} seats in the hall.", "A {show} in a hall of {a} seats is sold out except for {b} seats."),
           ("Each ticket costs ${c}.", "The guests pay ${c} each.", "Everyone who comes has paid ${c}.", "One ticket is sold for ${c}.")],
          ("How much money does the {show} bring?", "How many dollars come in?", "How many dollars are taken for all the tickets that are sold?"),
          [("There are {} guests.", "a - b"), ("They pay {} dollars.", "x * c")], dict(a=(20, 100), b=(2, 50), c=(2, 9)),
          ("show", [("concert",), ("school play",), ("circus show",), ("magic show",), ("film",), ("dance show",), ("puppet show",), ("fashion show",), ("song contest",)])),
    # a * b + c, / k
    Scene([("{A} has {a} sheets with {b} {first} on each and {c} single ones.", "On each of {a} sheets are {b} {first}, and {c} more lie loose in {A}'s box.", "Besides {c} single {first}, {A} has {a} sheets, and each sheet holds {b}."),
           ("{He_A} shares all of them equally among {k} friends.", "All of them are split equally among {k} winners.", "{k} children get equal parts of everything.", "They are the prizes for {k} children, who all get the same number.")],
          ("How many {first} does each of them get?", "How many {first} are there for each one?", "What number of {first} does one of the {k} get?"),
          [("The sheets hold {} {first}.", "a * b"), ("In all there are {} {first}.", "x + c"), ("Each gets {} {first}.", "y / k")], dict(a=(2, 9), b=(2, 10), c=(2, 40), k=(2, 9)),
          ("first", [("stickers",), ("stamps",), ("stars",), ("pictures",), ("labels",), ("paper dots",), ("hearts",), ("glitter flowers",), ("tattoos",)])),
    # songs and minutes: a * b + c
    Scene([("A {group} plays {a} songs of {b} minutes each and one long piece of {c} minutes.", "In the program of a {group} are {a} songs. Each takes {b} minutes, and a last piece takes {c}.", "First comes a piece of {c} minutes, then the {group} performs {a} songs of {b} minutes each.",
            "A {group} needs {b} minutes for each of {a} songs and {c} minutes for the final piece.")],
          ("How many minutes does the whole program take?", "How long is the {concert} in minutes, without any break?", "How many minutes is that in all?"),
          [("The songs take {} minutes.", "a * b"), ("With the long piece it is {} minutes.", "x + c")], dict(a=(3, 15), b=(2, 8), c=(6, 30)), GROUPS),
]
