"""The words that the sandbox's construction sites are made of. None of the companies, people and places exists."""

from __future__ import annotations

from typing import Final

COMPANIES: Final = ("Fjellhall Entreprenør AS", "Fjellhall Maskin AS", "Nordvik Anlegg AS")
"""The client's own company, its subsidiary, and one that the client does not see."""

SITES: Final = (
    "Bru over {}elva",
    "Gang- og sykkelveg {}",
    "Boligfelt {}",
    "VA-anlegg {}",
    "{} skole",
    "Tunnel {}åsen",
    "{} kai",
    "Rundkjøring {}",
    "{} omsorgssenter",
    "Steinbrudd {}",
    "Massedeponi {}",
    "{} renseanlegg",
)
PLACES: Final = ("Fjellhall", "Nordvik", "Åsgård", "Øvrebø", "Sætermo", "Langnes", "Breivik", "Tømmerholt", "Grønli")

CHAPTERS: Final = {
    "Rigg og drift": ("Rigging", "Drift av rigg", "Vinterdrift"),
    "Grunnarbeid": ("Graving byggegrop", "Sprengning", "Masseflytting", "Fiberduk og bærelag"),
    "Vann og avløp": ("Graving grøft", "Rørlegging", "Kummer"),
    "Betong": ("Forskaling", "Armering", "Støping"),
    "Overbygning": ("Kantstein", "Asfaltering", "Rekkverk"),
}

FIRST_NAMES: Final = (
    "Anne", "Bjørn", "Camilla", "Dag", "Eirik", "Frøydis", "Gunnar", "Håkon", "Ingrid", "Jørgen", "Kari", "Lars",
    "Marit", "Nils", "Ola", "Per", "Ragnhild", "Sindre", "Torunn", "Ulrik", "Vegard", "Åse", "Øyvind", "Mateusz",
)  # fmt: skip
LAST_NAMES: Final = (
    "Aasen", "Bakken", "Dahl", "Eide", "Fjeldstad", "Grønning", "Haugen", "Isaksen", "Johansen", "Kvåle", "Lie",
    "Moen", "Nygård", "Olsen", "Pettersen", "Rød", "Strand", "Tangen", "Ulven", "Vik", "Ødegård", "Kowalski",
)  # fmt: skip
TITLES: Final = ("Maskinfører", "Anleggsarbeider", "Bas", "Betongfagarbeider", "Lastebilsjåfør", "Rørlegger", "Tømrer")

MACHINES: Final = (
    ("Gravemaskin 22 t", "Gravemaskin", 22_000.0, 950.0),
    ("Gravemaskin 36 t", "Gravemaskin", 36_000.0, 1_250.0),
    ("Hjullaster", "Hjullaster", 19_000.0, 890.0),
    ("Dumper 30 t", "Dumper", 23_500.0, 980.0),
    ("Valse", "Valse", 12_000.0, 640.0),
    ("Lastebil med henger", "Lastebil", 18_000.0, 1_050.0),
)
"""Name, type, weight in kg, price per hour in NOK."""

DESCRIPTIONS: Final = (
    "Gravd og lagt om", "Kjørt masser til deponi", "Ventet på bil", "Regn hele dagen, pumpet grop", "Ryddet og planert",
    "Satt kantstein", "Bistod målebrigade", "Sikret skråning", "Lagt fiberduk", "Flyttet rigg", "", "",
)  # fmt: skip
