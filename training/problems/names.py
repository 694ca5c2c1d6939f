"""Words of the arithmetic problems."""
GIRLS = (
    "Mia Emma Lily Sara Anna Zoe Nina Ruth Kate Lucy Maria Jane Rosa Ella Amy Grace Helen Olga "
    "Tina Vera"
).split()
BOYS = (
    "Ben Tom Sam Jack Leo Max Paul Omar Ivan Luke Adam Carl Eric Noah Owen Ryan Hugo Dean Fred "
    "Greg"
).split()
THINGS = (
    "apples oranges pencils marbles stickers books cards coins shells cookies balloons stamps "
    "beads buttons crayons toys flowers candies peaches lemons pens eggs muffins rocks nuts "
    "bottles tickets photos badges plums"
).split()
CONTAINERS = [
    ("box", "boxes"),
    ("bag", "bags"),
    ("basket", "baskets"),
    ("jar", "jars"),
    ("crate", "crates"),
    ("pack", "packs"),
    ("tray", "trays"),
    ("drawer", "drawers"),
]
