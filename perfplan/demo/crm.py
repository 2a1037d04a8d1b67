"""A made-up CRM export of the shape of the public data set "CRM Sales Opportunities". Pure and seeded.

It has the oddities of the real one: owners are names and not e-mail addresses; some agents own nothing; prospects have no engage
date, and open opportunities neither close date nor value; lost ones have value 0; some have no account; one product is spelt
otherwise than in the list of products; a sector is misspelt; the book opens empty and nothing closes in its first months;
creation falls for everybody in November and December.
"""

import csv
import datetime
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

FIRST = datetime.date(2016, 10, 17)
WEEKS = 63
BOOKS_OPEN = 19  # weeks before anything closes
OFFICES = [("Central", "America/Chicago"), ("East", "America/New_York"), ("West", "America/Los_Angeles")]
PRODUCTS = [
    ("GTX Basic", "GTX", 550), ("GTX Pro", "GTX", 4821), ("MG Special", "MG", 55), ("MG Advanced", "MG", 3393),
    ("GTX Plus Pro", "GTX", 5482), ("GTX Plus Basic", "GTX", 1096), ("GTK 500", "GTK", 26768),
]  # fmt: skip
SHARES = [0.212, 0.168, 0.188, 0.16, 0.11, 0.157, 0.005]
SPELT = {"GTX Pro": "GTXPro"}
SECTORS = ["technolgy", "medical", "retail", "software", "finance", "telecommunications"]
GIVEN = [
    "Ada",
    "Bela",
    "Cora",
    "Dario",
    "Elin",
    "Falk",
    "Gesa",
    "Hugo",
    "Ines",
    "Jarl",
    "Kaja",
    "Lars",
    "Mina",
    "Nils",
    "Orla",
    "Pavel",
    "Rosa",
    "Sven",
    "Tilda",
    "Uwe",
    "Vera",
    "Wim",
    "Yara",
    "Zeno",
]
FAMILY = [
    "Abend",
    "Birch",
    "Castell",
    "Dorn",
    "Eklund",
    "Farrow",
    "Grieg",
    "Hale",
    "Irving",
    "Jansen",
    "Keller",
    "Lund",
    "Moor",
    "Nagel",
    "Olsen",
    "Pike",
    "Quist",
    "Rand",
    "Stark",
    "Thal",
]
COLUMNS = {
    "sales_pipeline.csv": "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
    "sales_teams.csv": "sales_agent,manager,regional_office",
    "products.csv": "product,series,sales_price",
    "accounts.csv": "account,sector,year_established,revenue,employees,office_location,subsidiary_of",
    "people.csv": "email,name,job_title,team,manager_email,role,time_zone,starts_on",
}


@dataclass(frozen=True)
class Fall:
    """A planted change: from the week of `since` (a Monday) on, the agent creates `factor` times what they did."""

    agent: str
    since: datetime.date
    factor: float


@dataclass
class Export:
    """The files: {name: rows of text}. `agents` are all names, `owners` those who own opportunities."""

    agents: list
    owners: list
    files: dict = field(default_factory=dict)

    def write(self, folder):
        """Write all files into a folder."""
        for name, rows in self.files.items():
            with (Path(folder) / name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(COLUMNS[name].split(","))
                writer.writerows(rows)


def names_of(count):
    """That many different names, always the same."""
    return [f"{GIVEN[i % len(GIVEN)]} {FAMILY[(i + i // len(GIVEN)) % len(FAMILY)]}" for i in range(count)]


def generate(*, agents=35, managers=6, weeks=WEEKS, first=FIRST, idle=5, falls=(), seed=2017, a_week=4.5):
    """An export of `weeks` weeks from the Monday `first`. The same arguments give the same files; `a_week`: a typical agent's."""
    rng = np.random.default_rng(seed)
    names = names_of(agents + managers)
    sellers, bosses = names[:agents], names[agents:]
    owners = sellers[: agents - idle]
    export = Export(sellers, owners)
    accounts = [f"Account {chr(65 + i % 26)}{i:02}" for i in range(85)]
    export.files = {
        "sales_teams.csv": [(name, *_boss(i, bosses)) for i, name in enumerate(sellers)],
        "people.csv": _people(sellers, bosses, first),
        "products.csv": PRODUCTS,
        "accounts.csv": [_account_row(number, name) for number, name in enumerate(accounts)],
        "sales_pipeline.csv": _pipeline(rng, owners, accounts, weeks, first, falls, a_week),
    }
    return export


def _account_row(number, name):
    return (name, SECTORS[number % 6], 1980 + number % 40, 1000 + number, 50 * number, "United States", "")


def _boss(number, bosses):
    boss = number % len(bosses)
    return bosses[boss], OFFICES[boss % 3][0]


def _people(sellers, bosses, first):
    """Sellers stand before their managers on purpose."""
    start = (first - datetime.timedelta(days=14)).isoformat()
    for number, name in enumerate([*sellers, *bosses]):
        is_seller = number < len(sellers)
        place = number if is_seller else number - len(sellers)
        boss, (office, zone) = bosses[place % len(bosses)], OFFICES[place % len(bosses) % 3]
        title, role = ("Sales agent", "seller") if is_seller else ("Sales manager", "manager")
        yield (_email(name), name, title, f"{office} ({boss})", _email(boss) if is_seller else "", role, zone, start)


def _email(name):
    return f"{name.lower().replace(' ', '.')}@crm.example"


def _season(monday, week):
    """The book fills in its first months; everybody creates less in November and December, later than the first year."""
    ramp = min(1.0, 0.1 + week / 20)
    late = {11: 0.4, 12: 0.18}.get(monday.month, 1.0) if week > 26 else 1.0
    return ramp * late


def _pipeline(rng, owners, accounts, weeks, first, falls, a_week):
    levels = a_week * np.exp(rng.normal(0, 0.25, len(owners)))
    end = first + datetime.timedelta(days=7 * weeks - 1)
    rows = []
    for week in range(weeks):
        monday = first + datetime.timedelta(days=7 * week)
        for level, agent in zip(levels, owners, strict=True):
            factor = np.prod([fall.factor for fall in falls if fall.agent == agent and monday >= fall.since])
            for _ in range(rng.poisson(level * _season(monday, week) * factor)):
                engaged = monday + datetime.timedelta(days=int(rng.integers(0, 7)))
                rows.append(_opportunity(rng, agent, accounts, engaged, first, end))
    rows += [_prospect(rng, str(rng.choice(owners)), accounts) for _ in range(round(len(rows) * 0.06))]
    return [(f"OPP{number:06}", *row) for number, row in enumerate(rows)]


def _opportunity(rng, agent, accounts, engaged, first, end):
    """(agent, product, account, stage, engaged, closed, value): closed after a short or a long cycle, or still open."""
    place = int(rng.choice(len(PRODUCTS), p=SHARES))
    name, _series, price = PRODUCTS[place]
    days = int(rng.integers(1, 15) if rng.random() < 0.42 else rng.integers(30, 130))
    earliest = first + datetime.timedelta(days=7 * BOOKS_OPEN + int(rng.integers(0, 7)))
    closed = max(engaged + datetime.timedelta(days=days), earliest)
    told = (agent, SPELT.get(name, name), _account(rng, accounts))
    if closed > end or rng.random() < 0.06:
        return (*told, "Engaging", engaged.isoformat(), "", "")
    won = rng.random() < 0.63
    value = round(price * float(np.exp(rng.normal(0, 0.1)))) if won else 0
    return (*told, "Won" if won else "Lost", engaged.isoformat(), closed.isoformat(), value)


def _prospect(rng, agent, accounts):
    name = PRODUCTS[int(rng.choice(len(PRODUCTS), p=SHARES))][0]
    return (agent, SPELT.get(name, name), _account(rng, accounts), "Prospecting", "", "", "")


def _account(rng, accounts):
    return "" if rng.random() < 0.16 else str(rng.choice(accounts))
