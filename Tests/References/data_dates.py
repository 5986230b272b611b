"""Dates read by Python for Tests/DataTests/DateFormatTests.swift, written to Tests/DataTests/Fixtures/dates.json.

Run:      python3 Tests/References/data_dates.py
Versions: recorded in the file it writes

For every format 40 dates, shuffled: the texts as `strftime` writes them, what `strptime` reads of them, and the order of the
texts by time. Further texts that each format does not read.
"""

import datetime
import json
import os
import random
import sys

random.seed(20261128)
FORMATS = [
    "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%b-%y", "%d %B %Y", "%B %d, %Y", "%b %d %Y", "%d.%m.%Y %H:%M",
    "%m/%d/%Y %I:%M %p", "%Y%m%d%H%M%S", "%d/%m/%Y %H:%M:%S.%f", "%a, %d %b %Y", "%A %d %B %Y", "%Y-%j", "%H:%M:%S",
    "%d/%m/%Y %H:%M %z", "%m/%Y", "%b-%y", "%-d-%b-%y", "%Y-%-m-%-d", "100%% %d.%m.%Y",
]
WRONG = ["", "x", "31/12", "2024-02-30", "30/02/2024", "13/13/2024", "Feb 30, 2024", "25:00", "12:60:00", "1.1.2024 ", "2024"]
ZONES = [datetime.timezone(datetime.timedelta(minutes=m)) for m in (-570, -300, 0, 60, 345, 720)]


def read(text, pattern):
    # `-` asks strftime for no leading zero; strptime reads numbers with and without, and does not know the sign.
    try:
        return datetime.datetime.strptime(text.strip(), pattern.replace("%-", "%"))
    except ValueError:
        return None


cases = []
for pattern in FORMATS:
    texts, fields, moments = [], [], []
    for _ in range(40):
        moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(
            days=random.randrange(0, 36000), seconds=random.randrange(86400), microseconds=random.randrange(10**6))
        if "%z" in pattern:
            moment = moment.replace(tzinfo=random.choice(ZONES))
        text = moment.strftime(pattern)
        found = read(text, pattern)
        texts.append(text)
        fields.append([found.year, found.month, found.day, found.hour, found.minute, found.second + found.microsecond / 1e6])
        moments.append(found)
    order = sorted(range(len(moments)), key=lambda index: (moments[index], index))
    wrong = [text for text in WRONG if read(text, pattern) is None]
    cases.append({"format": pattern, "texts": texts, "fields": fields, "order": order, "wrong": wrong})

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "DataTests", "Fixtures")
with open(os.path.join(folder, "dates.json"), "w") as file:
    head = json.dumps({"versions": {"python": sys.version.split()[0]}})[:-1]
    file.write(head + ',\n"cases": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]}\n")
print(len(cases), "formats")
