"""What a roll entry means, whatever the clerk wrote: what intake should read where the papers are clean."""

from doisoat.synthetic.city import City
from doisoat.synthetic.entries import Entry
from doisoat.synthetic.register import birth_text

MEANT = (
    *("full_name", "date_of_birth", "sex", "id_number", "monthly_amount", "village", "ward_code", "district_code"),
    *("declared_type", "declared_bank", "declared_number"),
    *("representative_name", "representative_id_number", "representative_relationship"),
)


def meant(city: City, entry: Entry) -> list[str]:
    """The fields of MEANT, as text; empty where the roll says nothing."""
    person, places = entry.person, city.places
    kind = entry.accounts[0].kind if entry.accounts else "bank"
    payee = entry.representative
    return [
        city.name(person),
        birth_text(city.birth_date(person), int(city.precision[person])),
        "MF"[int(city.kin.sex[person])],
        city.number(person),
        str(entry.amount),
        places.names[entry.village],
        places.ward_code[entry.village],
        places.district_code[entry.village],
        *((kind, *entry.declared) if entry.declared[0] else ("cash", "", "")),
        *(("", "") if payee is None else (city.name(payee), city.number(payee))),
        entry.relationship,
    ]
