#!/usr/bin/env python3
"""Makes the invented data sets of Documentation/Recipes.md: sales.csv.gz, shapes.csv.gz and listings.csv.gz;
and houses.sqlite of houses.csv.

Only the standard library, fixed seeds: the same files on every machine.
"""

import csv
import datetime
import gzip
import io
import math
import pathlib
import random
import sqlite3

FOLDER = pathlib.Path(__file__).parent


def write(name, header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    with open(FOLDER / name, "wb") as file:
        # Neither a time nor a name in the file: the same rows give the same bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            packed.write(text.getvalue().encode())


def sales():
    """120 shops over 60 days: each shop has a level of its own, weekends are busy, a promotion lifts sales by a third,
    and a shop's demand drifts slowly, so that yesterday says something about today."""
    draw = random.Random(12)
    shops = [f"S{number:03d}" for number in range(120)]
    level = {shop: draw.lognormvariate(3.5, 0.6) for shop in shops}
    drift = {shop: 0.0 for shop in shops}
    week = [0.85, 0.85, 0.9, 1.0, 1.2, 1.5, 1.1]
    first = datetime.date(2026, 1, 5)
    for day in range(60):
        date = first + datetime.timedelta(days=day)
        for shop in shops:
            drift[shop] = 0.9 * drift[shop] + draw.gauss(0, 0.08)
            promotion = draw.random() < 0.15
            mean = level[shop] * week[date.weekday()] * (1.33 if promotion else 1) * math.exp(drift[shop])
            yield date.isoformat(), shop, "yes" if promotion else "no", max(0, round(draw.gauss(mean, math.sqrt(mean))))


def shapes():
    """1,200 drawings of 12 by 12 pixels in four classes: bar, box, cross and ring, of any size and place, with noise."""
    draw = random.Random(7)
    names = ["bar", "box", "cross", "ring"]
    for number in range(1200):
        name = names[number % 4]
        radius = draw.uniform(2.0, 3.6)
        x, y = (draw.uniform(radius, 11 - radius) for _ in range(2))
        upright = draw.random() < 0.5
        pixels = []
        for row in range(12):
            for column in range(12):
                across, down = column - x, row - y
                if name == "bar":
                    ink = abs(across if upright else down) < 0.9 and abs(down if upright else across) < radius
                elif name == "box":
                    ink = abs(max(abs(across), abs(down)) - radius + 0.5) < 0.7
                elif name == "cross":
                    ink = min(abs(across), abs(down)) < 0.7 and max(abs(across), abs(down)) < radius
                else:
                    ink = abs(math.hypot(across, down) - radius + 0.5) < 0.7
                pixels.append(min(9, max(0, round((7 if ink else 1) + draw.gauss(0, 1.3)))))
        yield *pixels, name


def listings():
    """1,500 second-hand goods: a title, when it was offered (day first), and the price with a sign and thousands. The
    words of the title make the price, and offers in the evening ask a tenth more."""
    draw = random.Random(5)
    goods = {"bike": 5.2, "road bike": 6.6, "sofa": 5.8, "camera": 5.9, "lens": 5.4, "desk": 4.9, "lamp": 3.2,
             "guitar": 5.6, "amplifier": 5.3, "tent": 4.6, "kayak": 6.3, "turntable": 5.1, "bookshelf": 4.2}
    states = {"new": 0.5, "like new": 0.3, "used": -0.2, "worn": -0.7, "vintage": 0.4, "broken": -1.5, "": 0.0}
    extras = {"with box": 0.1, "incl. receipt": 0.05, "pick up only": -0.1, "no returns": -0.05, "": 0.0}
    first = datetime.datetime(2025, 1, 1)
    for _ in range(1500):
        name, state, extra = (draw.choice(list(words)) for words in (goods, states, extras))
        posted = first + datetime.timedelta(minutes=draw.randrange(365 * 24 * 60))
        evening = 0.1 if posted.hour >= 18 else 0
        price = math.exp(goods[name] + states[state] + extras[extra] + evening + draw.gauss(0, 0.15))
        title = " ".join(word for word in (state, name, extra) if word)
        title = draw.choice([title, title.capitalize(), title.upper(), title + "!"])
        yield title, posted.strftime("%d/%m/%Y %I:%M %p"), f"${price:,.2f}"


def database():
    """houses.csv as people keep such things: a table of houses and one of districts, in an SQLite database. Codes
    are texts that look like numbers."""
    with open(FOLDER / "houses.csv") as file:
        rows = list(csv.DictReader(file))
    path = FOLDER / "houses.sqlite"
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.execute("create table district(code text primary key, name text not null)")
    base.execute(
        "create table house(id integer primary key, district text references district, area real, rooms int, built int, "
        "garden text, price int)")
    names = sorted({row["district"] for row in rows})
    codes = {name: f"0{2100 + 39 * place}" for place, name in enumerate(names)}
    base.executemany("insert into district values (?, ?)", [(codes[name], name) for name in names])
    base.executemany(
        "insert into house values (?, ?, ?, ?, ?, ?, ?)",
        [(number + 1, codes[row["district"]], row["area"] or None, row["rooms"] or None, row["built"] or None,
          row["garden"] or None, row["price"]) for number, row in enumerate(rows)])
    base.commit()
    base.execute("vacuum")
    base.close()


if __name__ == "__main__":
    write("sales.csv.gz", ["date", "shop", "promotion", "sold"], sales())
    write("shapes.csv.gz", [f"p{pixel}" for pixel in range(144)] + ["shape"], shapes())
    write("listings.csv.gz", ["title", "posted", "price"], listings())
    database()
