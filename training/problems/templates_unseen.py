"""Arithmetic templates, held out: the second set, written without a look at what is trained."""
from .problem import Reject


def _two_or_more(*values):
    """Keeps every plural right."""
    if min(values) < 2:
        raise Reject


def _times(k):
    return "twice" if k == 2 else f"{k} times"


# One step.


def u_ferry(g):
    k, q = g.i(4, 15), g.i(2, 9)
    a = k * q
    s1, v1 = g.e(a, "/", k)
    return (
        g.ch(
            f"A ferry can take {k} cars at once. At the pier {a} cars are waiting. How many full loads are needed to bring all of them to the island?",
            f"There are {a} cars in line for a small ferry with room for {k} cars. All loads are full. How many loads does the ferry carry until the line is gone?",
        ),
        [f"The ferry carries {s1} loads."],
        v1,
    )


def u_trees(g):
    a, b = g.i(15, 50) + g.i(2, 40), g.i(6, 45)
    s1, v1 = g.e(a, "-", b)
    _two_or_more(v1)
    return (
        g.ch(
            f"The oak behind the church is {a} feet tall. The birch next to it is {b} feet tall. How many feet taller is the oak?",
            f"By how many feet is a birch of {b} feet shorter than an oak of {a} feet?",
            f"A birch has grown to {b} feet. How many feet must it still grow to be as tall as an oak of {a} feet?",
        ),
        [f"The difference is {s1} feet."],
        v1,
    )


def u_drum(g):
    A = g.n()
    a, b = g.i(4, 24), g.i(3, 12)
    s1, v1 = g.e(a, "*", b)
    return (
        g.ch(
            f"A song has {b} parts. In each part {A[0]} hits the drum {a} times. How many times does {A[1]} hit the drum in the whole song?",
            f"{A[0]} plays {a} drum beats in every part of a song. How many beats does {A[1]} play if the song has {b} parts?",
        ),
        [f"In the whole song there are {s1} beats."],
        v1,
    )


def u_candle_stand(g):
    A = g.n()
    a, b = g.i(5, 50), g.i(3, 45)
    s1, v1 = g.e(a, "+", b)
    return (
        g.ch(
            f"{A[0]} sold {a} candles at the fair and took the other {b} home again. How many candles did {A[1]} bring to the fair?",
            f"After {a} candles from {A[0]}'s table were sold, {b} were still there. How many candles were on the table at the start?",
        ),
        [f"At the start there were {s1} candles."],
        v1,
    )


def u_brushes(g):
    A = g.n()
    k, q = g.i(2, 9), g.i(2, 14)
    a = k * q
    s1, v1 = g.e(a, "/", k)
    return (
        g.ch(
            f"{A[0]} pays ${a} for {k} paint brushes that all have the same price. How many dollars does one brush cost?",
            f"For {A[2]} painting class {A[0]} needs {k} brushes of the same kind. Together they cost ${a}. What is the price of one brush in dollars?",
        ),
        [f"One brush costs {s1} dollars."],
        v1,
    )


# Two steps.


def u_honey(g):
    A = g.n()
    a, b, c = g.i(3, 12), g.i(3, 14), g.i(4, 50)
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "-", c)
    _two_or_more(v2)
    return (
        g.ch(
            f"{A[0]} keeps bees in {a} hives. Every hive gives {b} jars of honey. {A[3]} sells {c} of the jars. How many jars does {A[1]} still have?",
            f"How many jars of honey does {A[0]} keep if {A[2]} {a} beehives fill {b} jars each and {A[1]} sells {c} jars?",
            f"{A[0]} takes {b} jars of honey from each of {a} beehives. The neighbors buy {c} jars, and {A[0]} keeps the rest. How many jars is that?",
        ),
        [f"The hives give {s1} jars.", f"After the sale {s2} jars are left."],
        v2,
    )


def u_car_wash(g):
    A = g.n()
    a, b, r = g.i(2, 10), g.i(3, 8), g.i(3, 30)
    c = a * b + r
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(c, "-", v1)
    return (
        g.ch(
            f"{A[0]} wants to buy a skateboard for ${c}. {A[3]} washes {a} cars and gets ${b} for each car. How many more dollars does {A[1]} need?",
            f"For every car that {A[0]} washes, {A[1]} gets ${b}. {A[3]} puts the money from {a} cars toward a skateboard that costs ${c}. How many dollars are still missing?",
        ),
        [f"The cars bring {s1} dollars.", f"{A[3]} still needs {s2} dollars."],
        v2,
    )


def u_bricks(g):
    a, b, c = g.i(2, 9), g.i(8, 25), g.i(10, 50)
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        g.ch(
            f"A garage wall already has {c} bricks. A worker adds {a} layers of {b} bricks. How many bricks does the wall have now?",
            f"A worker lays {a} layers of {b} bricks on top of a wall that was built with {c} bricks. How many bricks are in the wall then?",
        ),
        [f"The new layers have {s1} bricks.", f"Now the wall has {s2} bricks."],
        v2,
    )


def u_mail_bag(g):
    A = g.n()
    a, b, c = g.i(3, 9), g.i(5, 20), g.i(3, 30)
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        g.ch(
            f"{A[0]} delivers the mail. In {A[2]} bag are {a} bundles of {b} letters and {c} single letters. How many letters are in the bag?",
            f"A mail bag holds {c} loose letters. {A[0]} puts in {a} bundles, each with {b} letters. How many letters are in the bag now?",
        ),
        [f"The bundles have {s1} letters.", f"Altogether there are {s2} letters."],
        v2,
    )


def u_lanterns(g):
    a, b, c = g.i(2, 12), g.i(2, 12), g.i(4, 15)
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "*", c)
    return (
        g.ch(
            f"For the summer festival, {a} red lanterns and {b} yellow lanterns are hung above each table. There are {c} tables. How many lanterns are hung up?",
            f"The people of a village decorate {c} houses for the festival. Every house gets {a} red and {b} yellow lanterns. How many lanterns do they need?",
        ),
        [f"In each place there are {s1} lanterns.", f"In total that is {s2} lanterns."],
        v2,
    )


def u_swim(g):
    A = g.n()
    a, b, c = g.i(4, 20), g.i(4, 20), g.i(3, 12)
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "*", c)
    return (
        g.ch(
            f"{A[0]} trains for a race. Every day {A[1]} swims {a} laps before breakfast and {b} laps after lunch. How many laps does {A[1]} swim in {c} days?",
            f"During a swim camp of {c} days, {A[0]} does {a} laps each morning and {b} laps each afternoon. How many laps does {A[1]} do at the camp?",
        ),
        [f"Each day {A[1]} swims {s1} laps.", f"In {c} days that is {s2} laps."],
        v2,
    )


def u_crabs(g):
    A = g.n()
    a, b, c = g.i(12, 40), g.i(2, 18), g.i(3, 9)
    s1, v1 = g.e(a, "-", b)
    _two_or_more(v1)
    s2, v2 = g.e(v1, "*", c)
    return (
        g.ch(
            f"On each trip, {A[0]} catches {a} crabs and throws the {b} smallest back into the sea. How many crabs does {A[1]} keep from {c} trips?",
            f"{A[0]} goes out to sea {c} times. Each time {A[1]} finds {a} crabs in {A[2]} net but lets {b} of them go. How many crabs does {A[1]} bring home?",
        ),
        [f"Each time {A[1]} keeps {s1} crabs.", f"In all {A[1]} keeps {s2} crabs."],
        v2,
    )


def u_plant_stall(g):
    A = g.n()
    b, d, c = g.i(2, 15), g.i(2, 10), g.i(5, 30)
    a = b + d
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "*", c)
    return (
        g.ch(
            f"{A[0]} buys rose bushes for ${b} each and sells them for ${a} each. How many dollars does {A[1]} gain by selling {c} bushes?",
            f"A rose bush brings ${a} at {A[0]}'s stall, but {A[1]} has to pay the grower ${b} for it. {A[3]} sells {c} bushes. What is {A[2]} profit in dollars?",
        ),
        [f"One bush brings a profit of {s1} dollars.", f"All the bushes bring {s2} dollars."],
        v2,
    )


def u_hike(g):
    A = g.n()
    a, b, c = g.i(25, 50) + g.i(2, 30), g.i(5, 24), g.i(5, 24)
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "-", c)
    _two_or_more(v2)
    return (
        g.ch(
            f"A mountain trail is {a} km long. {A[0]} walks {b} km on the first day and {c} km on the second day. How many km of the trail remain?",
            f"{A[0]} walks a trail of {a} km in three days. {A[3]} covers {b} km on day one and {c} km on day two. How many km are left for the last day?",
        ),
        [f"After the first day {s1} km are left.", f"After the second day {s2} km are left."],
        v2,
    )


def u_rain_barrel(g):
    A = g.n()
    a, b, c = g.i(30, 50) + g.i(2, 45), g.i(4, 30), g.i(4, 30)
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "-", c)
    _two_or_more(v2)
    return (
        g.ch(
            f"There are {a} liters of water in a rain barrel. {A[0]} takes {b} liters for the beans and {c} liters for the tomatoes. How many liters stay in the barrel?",
            f"{A[0]} waters the beans with {b} liters and the tomatoes with {c} liters. All the water comes from a barrel that held {a} liters before. How many liters does it hold now?",
        ),
        [f"After the beans {s1} liters are left.", f"After the tomatoes {s2} liters are left."],
        v2,
    )


def u_tram(g):
    a, b, c = g.i(15, 50) + g.i(2, 20), g.i(3, 30), g.i(3, 30)
    s1, v1 = g.e(a, "-", b)
    _two_or_more(v1)
    s2, v2 = g.e(v1, "+", c)
    return (
        g.ch(
            f"A tram arrives at the station with {a} passengers. There {b} passengers get off and {c} get on. With how many passengers does the tram leave?",
            f"How many passengers are in a tram after the stop if {a} were in it before, {b} of them got off and {c} new ones got on?",
        ),
        [f"When some get off, {s1} passengers stay.", f"Then there are {s2} passengers."],
        v2,
    )


def u_thermometer(g):
    a, b, c = g.i(5, 25), g.i(3, 15), g.i(3, 25)
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "-", c)
    _two_or_more(v2)
    return (
        g.ch(
            f"At sunrise the thermometer shows {a} degrees. By noon it rises by {b} degrees, and by evening it falls by {c} degrees. How many degrees does it show in the evening?",
            f"It is {a} degrees in the morning. Noon is {b} degrees warmer than the morning, and the evening is {c} degrees colder than noon. What is the temperature in the evening?",
        ),
        [f"At noon it is {s1} degrees.", f"In the evening it is {s2} degrees."],
        v2,
    )


def u_tents(g):
    k, q, a = g.i(2, 8), g.i(3, 14), g.i(5, 45)
    b = k * q - a
    _two_or_more(b)
    if b > a:
        raise Reject
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "/", k)
    return (
        g.ch(
            f"A camp has {a} scouts and {b} leaders. They sleep in tents for {k} people, and every tent is full. How many tents are there?",
            f"In a tent {k} people can sleep. How many tents are needed for {a} scouts and {b} leaders if every tent is filled?",
        ),
        [f"In the camp there are {s1} people.", f"They need {s2} tents."],
        v2,
    )


def u_pay_back(g):
    A = g.n()
    k, q, b = g.i(2, 9), g.i(3, 12), g.i(5, 40)
    a = k * q + b
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "/", k)
    return (
        g.ch(
            f"{A[0]} buys a guitar for ${a}. {A[3]} pays ${b} at once and the rest in {k} equal payments. How many dollars is each of these payments?",
            f"After a first payment of ${b} for a guitar of ${a}, {A[0]} pays off the rest in {k} months, the same amount every month. How many dollars does {A[1]} pay per month?",
        ),
        [f"The rest is {s1} dollars.", f"Each payment is {s2} dollars."],
        v2,
    )


def u_eggs(g):
    A = g.n()
    k, q, b = g.i(4, 12), g.i(2, 9), g.i(2, 15)
    a = k * q + b
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "/", k)
    return (
        g.ch(
            f"{A[0]} carries {a} eggs into the kitchen, but {b} of them break. {A[3]} packs the good eggs into cartons of {k}. How many cartons does {A[1]} fill?",
            f"Each egg carton has room for {k} eggs. {A[0]} had {a} eggs, used {b} for baking and put the others into cartons. How many full cartons did {A[1]} get?",
        ),
        [f"For the cartons there are {s1} eggs.", f"They fill {s2} cartons."],
        v2,
    )


def u_knitting(g):
    A = g.n()
    k, q, b = g.i(3, 12), g.i(2, 8), g.i(4, 40)
    a = k * q + b
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "/", k)
    return (
        g.ch(
            f"{A[0]} is knitting a blanket that will have {a} rows. So far {A[1]} has made {b} rows. {A[3]} knits {k} rows each evening. How many more evenings does {A[1]} need?",
            f"{A[0]} knits {k} rows every evening. {A[2].capitalize()} blanket has {b} rows now and needs {a} rows. In how many evenings will it be finished?",
        ),
        [f"There are {s1} rows to knit.", f"That takes {s2} evenings."],
        v2,
    )


def u_printer(g):
    k, q, c = g.i(2, 9), g.i(4, 15), g.i(2, 20)
    if c == k:
        raise Reject
    a = k * q
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(v1, "*", c)
    return (
        g.ch(
            f"The school printer prints {a} pages in {k} minutes. How many pages does it print in {c} minutes at the same speed?",
            f"A printer always works at the same speed. It needs {k} minutes for {a} pages. If it runs for {c} minutes, how many pages come out?",
        ),
        [f"In one minute it prints {s1} pages.", f"In {c} minutes it prints {s2} pages."],
        v2,
    )


def u_flour(g):
    A = g.n()
    k, q, c = g.i(2, 9), g.i(2, 5), g.i(2, 15)
    if c == k:
        raise Reject
    a = k * q
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(v1, "*", c)
    return (
        g.ch(
            f"{A[0]} needs {a} cups of flour to bake {k} loaves of bread. All loaves are the same size. How many cups of flour does {A[1]} need for {c} such loaves?",
            f"If {k} equal loaves of bread take {a} cups of flour, how many cups of flour does {A[0]} use for {c} of these loaves?",
        ),
        [f"One loaf takes {s1} cups.", f"For {c} loaves it takes {s2} cups."],
        v2,
    )


def u_necklace(g):
    A = g.n()
    k, q, b = g.i(2, 6), g.i(6, 25), g.i(2, 12)
    a = k * q
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(v1, "-", b)
    _two_or_more(v2)
    return (
        g.ch(
            f"{A[0]} makes {k} necklaces from {a} pearls, with the same number of pearls on each. Then one necklace tears and loses {b} pearls. How many pearls are still on that necklace?",
            f"{A[0]} puts {a} pearls on {k} necklaces so that all have equally many. Then {A[1]} makes one of the necklaces shorter by taking off {b} pearls. How many pearls does this necklace have now?",
        ),
        [f"Each necklace gets {s1} pearls.", f"Then that necklace has {s2} pearls."],
        v2,
    )


def u_teams(g):
    k, q, b = g.i(2, 8), g.i(4, 12), g.i(2, 6)
    a = k * q
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(v1, "+", b)
    return (
        g.ch(
            f"A coach splits {a} players into {k} teams of the same size. Later {b} new players join the blue team. How many players are on the blue team then?",
            f"At a sports day there are {k} equal teams with {a} players in all. Then {b} visitors are added to the blue team. How many people play for the blue team now?",
        ),
        [f"At first each team has {s1} players.", f"Then the blue team has {s2} players."],
        v2,
    )


def u_goals(g):
    A, B = g.n(), g.n()
    a, k = g.i(3, 30), g.i(2, 6)
    s1, v1 = g.e(a, "*", k)
    s2, v2 = g.e(v1, "+", a)
    return (
        g.ch(
            f"This season {A[0]} scored {a} goals. {B[0]} scored {_times(k)} as many goals as {A[0]}. How many goals did they score together?",
            f"{B[0]} scored {_times(k)} as many goals as {A[0]}, who scored {a}. What is the sum of their goals?",
        ),
        [f"{B[0]} scored {s1} goals.", f"Together they scored {s2} goals."],
        v2,
    )


def u_sea_animals(g):
    a, k = g.i(8, 45), g.i(3, 8)
    s1, v1 = g.e(a, "*", k)
    s2, v2 = g.e(v1, "-", a)
    return (
        g.ch(
            f"A sea turtle weighs {a} kg. A seal weighs {k} times as much as the turtle. How many kg more than the turtle does the seal weigh?",
            f"In an aquarium there is a seal that is {k} times as heavy as the turtle in the next tank. The turtle weighs {a} kg. What is the difference between their weights in kg?",
        ),
        [f"The seal weighs {s1} kg.", f"The difference is {s2} kg."],
        v2,
    )


def u_mussels(g):
    A, B = g.n(), g.n()
    k, q = g.i(2, 7), g.i(3, 14)
    a = k * q
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(v1, "+", a)
    return (
        g.ch(
            f"On the beach {A[0]} collects {a} mussels. That is {_times(k)} as many as {B[0]} collects. How many mussels do the two have together?",
            f"{A[0]} and {B[0]} look for mussels. {A[0]} finds {a}, which is {_times(k)} as many as {B[0]} finds. How many mussels do they find in all?",
        ),
        [f"{B[0]} has {s1} mussels.", f"Together they have {s2} mussels."],
        v2,
    )


def u_hoses(g):
    a, b, q = g.i(2, 9), g.i(2, 9), g.i(2, 8)
    if a == b:
        raise Reject
    c = (a + b) * q
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(c, "/", v1)
    return (
        g.ch(
            f"Two hoses fill an empty tub at the same time. One brings {a} liters per minute and the other {b} liters per minute. The tub holds {c} liters. In how many minutes is it full?",
            f"There are {c} liters of water in a leaky boat that was pulled onto the beach. One sailor scoops out {a} liters each minute, and another scoops out {b} liters each minute. How many minutes do they need if they work together?",
        ),
        [f"Together that is {s1} liters per minute.", f"This takes {s2} minutes."],
        v2,
    )


def u_votes(g):
    A, B = g.n(), g.n()
    a, b = g.i(12, 50), g.i(2, 30)
    s1, v1 = g.e(a, "-", b)
    _two_or_more(v1)
    s2, v2 = g.e(v1, "+", a)
    return (
        g.ch(
            f"The pupils choose a speaker. {A[0]} gets {a} votes and {B[0]} gets {b} votes fewer than {A[0]}. How many votes do the two get altogether?",
            f"In the school election {B[0]} has {b} fewer votes than {A[0]}. {A[0]} has {a} votes. Nobody else gets a vote. How many votes are there?",
        ),
        [f"{B[0]} gets {s1} votes.", f"Altogether that is {s2} votes."],
        v2,
    )


# Three steps.


def u_zoo_tickets(g):
    a, b, c, d = g.i(2, 9), g.i(6, 20), g.i(2, 15), g.i(2, 9)
    if b <= d:
        raise Reject
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(c, "*", d)
    s3, v3 = g.e(v1, "+", v2)
    return (
        g.ch(
            f"A zoo ticket costs ${b} for an adult and ${d} for a child. How many dollars does a group of {a} adults and {c} children pay?",
            f"A group visits the zoo. It buys {a} adult tickets at ${b} each and {c} child tickets at ${d} each. What do all the tickets cost together in dollars?",
        ),
        [f"The adults pay {s1} dollars.", f"The children pay {s2} dollars.", f"Together that is {s3} dollars."],
        v3,
    )


def u_screws(g):
    A = g.n()
    a, b, c, d = g.i(2, 9), g.i(4, 18), g.i(2, 9), g.i(4, 18)
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(c, "*", d)
    s3, v3 = g.e(v1, "+", v2)
    return (
        g.ch(
            f"In {A[2]} workshop {A[0]} builds {a} tables with {b} screws each and {c} benches with {d} screws each. How many screws does {A[1]} use?",
            f"A table takes {b} screws, and a bench takes {d} screws. {A[0]} wants to build {a} tables and {c} benches. How many screws should {A[1]} buy?",
        ),
        [f"The tables take {s1} screws.", f"The benches take {s2} screws.", f"In all that is {s3} screws."],
        v3,
    )


def u_tulips(g):
    A, B = g.n(), g.n()
    a, b, c, d = g.i(4, 12), g.i(6, 20), g.i(2, 9), g.i(3, 15)
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(c, "*", d)
    s3, v3 = g.e(v1, "-", v2)
    _two_or_more(v3)
    return (
        g.ch(
            f"{A[0]} plants {a} rows of {b} tulips. {B[0]} plants {c} rows of {d} tulips. How many more tulips does {A[0]} plant than {B[0]}?",
            f"In {B[0]}'s flower bed there are {c} rows with {d} tulips in each. In {A[0]}'s bed there are {a} rows with {b} tulips in each. How many fewer tulips does {B[0]} have than {A[0]}?",
        ),
        [f"{A[0]} has {s1} tulips.", f"{B[0]} has {s2} tulips.", f"The difference is {s3} tulips."],
        v3,
    )


def u_bike_tour(g):
    A = g.n()
    a, b, c, d = g.i(10, 20), g.i(2, 5), g.i(6, 18), g.i(2, 5)
    if a == c:
        raise Reject
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(c, "*", d)
    s3, v3 = g.e(v1, "+", v2)
    return (
        g.ch(
            f"{A[0]} rides a bike for {b} hours at {a} km per hour and then for {d} hours at {c} km per hour. How many km does {A[1]} ride?",
            f"On a bike tour {A[0]} rides {a} km in each of the first {b} hours. In each of the next {d} hours {A[1]} rides {c} km. Then the tour is over. How many km long is it?",
        ),
        [f"The first part is {s1} km.", f"The second part is {s2} km.", f"In total that is {s3} km."],
        v3,
    )


def u_change(g):
    A = g.n()
    a, b, c, r = g.i(2, 8), g.i(2, 7), g.i(3, 20), g.i(2, 20)
    d = a * b + c + r
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "+", c)
    s3, v3 = g.e(d, "-", v2)
    return (
        g.ch(
            f"{A[0]} buys {a} postcards for ${b} each and a picture frame for ${c}. {A[3]} pays with ${d}. How many dollars does {A[1]} get back?",
            f"A picture frame costs ${c} and a postcard costs ${b}. {A[0]} has ${d} and buys one frame and {a} postcards. How many dollars does {A[1]} have after that?",
        ),
        [f"The postcards cost {s1} dollars.", f"With the frame it is {s2} dollars.", f"The difference is {s3} dollars."],
        v3,
    )


def u_potatoes(g):
    A = g.n()
    a, b, k, q = g.i(2, 8), g.i(10, 30), g.i(3, 9), g.i(3, 30)
    c = a * b - k * q
    if not 2 <= c <= 40:
        raise Reject
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "-", c)
    s3, v3 = g.e(v2, "/", k)
    return (
        g.ch(
            f"A farmer fills {a} sacks with {b} potatoes each. Of these, {c} potatoes are rotten and are thrown away. The good ones are divided equally among {k} families. How many potatoes does each family get?",
            f"{A[0]} empties {a} sacks of {b} potatoes, takes out {c} bad ones and puts the others into {k} buckets, the same number in each. How many potatoes are in one bucket?",
        ),
        [f"The sacks hold {s1} potatoes.", f"Of these {s2} are good.", f"Each part has {s3} potatoes."],
        v3,
    )


def u_farewell(g):
    k, q, a, b = g.i(3, 9), g.i(4, 18), g.i(5, 50), g.i(5, 40)
    c = k * q - a - b
    _two_or_more(c)
    if c > 60:
        raise Reject
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "+", c)
    s3, v3 = g.e(v2, "/", k)
    return (
        g.ch(
            f"For their teacher's farewell, {k} pupils buy a present for ${a}, a cake for ${b} and flowers for ${c}. They all pay the same. How many dollars does each pupil pay?",
            f"A present costs ${a}, a cake costs ${b} and flowers cost ${c}. If {k} friends buy all of this and split the cost equally, how many dollars is that for each of them?",
        ),
        [f"The present and the cake cost {s1} dollars.", f"With the flowers it is {s2} dollars.", f"Each one pays {s3} dollars."],
        v3,
    )


def u_looms(g):
    k, m, p, q = g.i(2, 8), g.i(2, 8), g.i(5, 14), g.i(2, 9)
    if p - q < 2 or k == m:
        raise Reject
    a, b = k * p, m * q
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(b, "/", m)
    s3, v3 = g.e(v1, "-", v2)
    return (
        g.ch(
            f"A new loom weaves {a} meters of cloth in {k} hours. An old loom weaves {b} meters in {m} hours. How many more meters does the new loom weave in one hour than the old one?",
            f"Two looms run at steady speed. The old one needs {m} hours for {b} meters of cloth, and the new one needs {k} hours for {a} meters. By how many meters per hour is the new one faster?",
        ),
        [f"The new loom weaves {s1} meters per hour.", f"The old loom weaves {s2} meters per hour.", f"The difference is {s3} meters per hour."],
        v3,
    )


def u_mushrooms(g):
    A, B, C = g.n(), g.n(), g.n()
    a, k, b = g.i(4, 20), g.i(2, 6), g.i(3, 30)
    s1, v1 = g.e(a, "*", k)
    s2, v2 = g.e(v1, "-", b)
    _two_or_more(v2)
    s3, v3 = g.e(v2, "+", a)
    return (
        g.ch(
            f"In the forest {A[0]} finds {a} mushrooms, and {B[0]} finds {_times(k)} as many as {A[0]}. {C[0]} finds {b} fewer than {B[0]}. How many mushrooms do {A[0]} and {C[0]} find together?",
            f"{A[0]} picks {a} mushrooms. {B[0]} picks {_times(k)} as many as {A[0]} and {b} more than {C[0]}. {A[0]} and {C[0]} cook their mushrooms in one pan. How many mushrooms are in the pan?",
        ),
        [f"{B[0]} has {s1} mushrooms.", f"{C[0]} has {s2} mushrooms.", f"{A[0]} and {C[0]} have {s3} mushrooms."],
        v3,
    )


def u_firewood(g):
    A, B = g.n(), g.n()
    a, b, c, d = g.i(4, 20), g.i(4, 20), g.i(2, 8), g.i(8, 50)
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "*", c)
    s3, v3 = g.e(v2, "-", d)
    _two_or_more(v3)
    return (
        g.ch(
            f"Each day {A[0]} cuts {a} logs and {B[0]} cuts {b} logs for the winter. After {c} days they give {d} logs to a neighbor. How many logs do they still have?",
            f"For {c} days {A[0]} and {B[0]} cut firewood. {A[0]} makes {a} logs per day and {B[0]} makes {b} logs per day. Of all these logs {d} are burned. How many logs are left?",
        ),
        [f"In a day they cut {s1} logs.", f"In {c} days they cut {s2} logs.", f"In the end {s3} logs are left."],
        v3,
    )
