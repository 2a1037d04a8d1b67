"""Who works at the demo company. Invented people."""

LEADER = ("lena@demo.example", "Lena Hofer", "Head of Sales")
HR = ("harriet@demo.example", "Harriet Cole", "HR partner")
ADMIN = ("ada@demo.example", "Ada Nowak", "Systems administrator")
MANAGERS = [
    ("maya@demo.example", "Maya Lindqvist", "Mid-market North", "Europe/Stockholm"),
    ("tomas@demo.example", "Tomás Rivera", "Mid-market South", "Europe/Madrid"),
    ("ingrid@demo.example", "Ingrid Vogel", "Enterprise", "Europe/Vienna"),
    ("kwame@demo.example", "Kwame Mensah", "New business", "Europe/London"),
    ("priya@demo.example", "Priya Raman", "Renewals", "Europe/Dublin"),
]
FIRST = (
    "Sam Jon Aisha Tom Nora Felix Elif Marco Hanna Luca Greta Omar Julia Pavel Zoë Daniel Mei Anton Sara Viktor Leila Bruno Emma Rafael Ida "
    "Yusuf Clara Nils Amara Petr Lotte Mateo Freya Hugo Selma Karim Alma Jonas Rosa Emil Tara Oskar Dina Milan Vera Arne Noor Ben Maja Leon"
).split()
LAST = (
    "Okafor Bell Khan Reyes Lund Brandt Demir Conti Weiss Ferri Holm Haddad Novak Horak Martens Osei Chen Berg Costa Petrov Amiri Silva "
    "Larsen Moreno Dahl Kaya Fischer Ek Diallo Svoboda Jansen Vega Olsen Meyer Lindahl Nasser Sund Kraus Rossi Bakker Rao Falk Saleh Kos Orlov "
    "Aune Said Clarke Nyman Roth"
).split()


def seller(number):
    """The name and address of the seller with that number; Sam Okafor is the first."""
    if number == 0:
        return "Sam Okafor", "sam@demo.example"
    first = FIRST[number % len(FIRST)]
    last = LAST[(number * 7 + number // len(FIRST)) % len(LAST)]
    return f"{first} {last}", f"seller{number + 1}@demo.example"
