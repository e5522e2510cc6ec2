"""The database itself notes that something changed that a public page shows (docs/adr/0023-page-cache.md).

Every way of changing a row passes by here: the editors' pages, scheduled publishing, a command, plain SQL.
"""

from django.db import migrations

SHOWN = (
    "wagtailcore_page",
    "wagtailcore_site",
    "wagtailimages_image",
    "clinic_site_homepage",
    "clinic_site_articleindexpage",
    "clinic_site_articlepage",
    "clinic_site_articlepage_authors",
    "clinic_site_articlepage_topics",
    "clinic_site_relatedpage",
    "clinic_site_faqpage",
    "clinic_site_researchpage",
    "clinic_site_presspage",
    "clinic_site_pricespage",
    "clinic_site_plainpage",
    "clinic_site_topic",
    "clinic_site_author",
    "clinic_site_clinicdetails",
    "clinic_site_openinghours",
    "money_pricelist",
    "money_price",
)
FUNCTION = """
    CREATE FUNCTION clinic_site_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO clinic_site_edition (id, edition) VALUES (true, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET edition = EXCLUDED.edition;
        RETURN NULL;
    END $$
"""
TRIGGER = """
    CREATE TRIGGER clinic_site_new_edition AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION clinic_site_new_edition()
"""


class Migration(migrations.Migration):
    dependencies = (
        ("clinic_site", "0002_pages"),
        ("money", "0001_initial"),
    )

    operations = (
        migrations.RunSQL(FUNCTION, "DROP FUNCTION clinic_site_new_edition()"),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER clinic_site_new_edition ON {table}")
            for table in SHOWN
        ),
    )
