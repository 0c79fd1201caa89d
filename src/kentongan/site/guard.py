"""The program does not work as a role that could see over the walls."""

from __future__ import annotations

from django.db import connection

from kentongan.pure.errors import Refusal


def refuse_unsafe_role() -> None:
    """Raise `Refusal` when the role of KENTONGAN_DATABASE_URL owns tables, is a superuser or may
    bypass row security: then a forgotten filter would show one city to another."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT current_user, r.rolsuper, r.rolbypassrls,
                   EXISTS (SELECT 1 FROM pg_tables
                           WHERE schemaname = 'public' AND tableowner = current_user)
            FROM pg_roles r WHERE r.rolname = current_user
            """
        )
        name, is_super, bypasses, owns = cursor.fetchone()
    faults = [
        word
        for word, found in (
            ("adalah superuser", is_super),
            ("boleh melewati keamanan baris", bypasses),
            ("memiliki tabel", owns),
        )
        if found
    ]
    if faults:
        raise Refusal(
            f"Peran basis data “{name}” {' dan '.join(faults)}. "
            "Isi KENTONGAN_DATABASE_URL dengan peran biasa (app), "
            "dan pemilik tabel di KENTONGAN_OWNER_URL."
        )
