from django.db import migrations, models

from reprieve.clinic.audit.guarding import only_added

# A function that runs with its owner's rights must find its tables by a path that nobody else can put one into: a
# temporary table called audit_head would otherwise come first. And nobody may hang it on a table of their own.
FIX_PATHS = """
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION reprieve_chain_line() SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION reprieve_only_add() SET search_path = %I, pg_temp', current_schema());
END $$;
REVOKE EXECUTE ON FUNCTION reprieve_chain_line() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION reprieve_only_add() FROM PUBLIC;
"""
# A seal tells of every head that moved since the seal before, and of that seal's own hash: so the last one stands for all
# of them, and a day costs what happened in it. Which heads are sealed is kept beside them and not in them, so that
# sealing waits for nobody who writes. What is hashed is written down again in `verifying.py`.
SEAL = """
CREATE TABLE audit_sealed (
    chain varchar(60) PRIMARY KEY,
    number bigint NOT NULL
);

CREATE FUNCTION reprieve_seal_day() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    last audit_seal;
    fresh audit_seal;
BEGIN
    LOCK TABLE audit_seal IN SHARE ROW EXCLUSIVE MODE;
    SELECT * INTO last FROM audit_seal ORDER BY number DESC LIMIT 1;
    fresh.sealed_at := clock_timestamp();
    fresh.day := (fresh.sealed_at AT TIME ZONE 'UTC')::date;
    IF last.day >= fresh.day THEN
        RETURN NULL;
    END IF;
    fresh.number := coalesce(last.number, 0) + 1;
    fresh.before_sha256 := coalesce(last.sha256, '');
    SELECT coalesce(jsonb_agg(jsonb_build_array(head.chain, head.number, head.sha256) ORDER BY head.chain COLLATE "C"), '[]')
        INTO fresh.heads
        FROM audit_head head LEFT JOIN audit_sealed sealed USING (chain)
        WHERE head.number > coalesce(sealed.number, 0);
    fresh.sha256 := encode(sha256(convert_to(jsonb_build_array(
        fresh.before_sha256, fresh.number, to_char(fresh.day, 'YYYY-MM-DD'),
        to_char(fresh.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), fresh.heads
    )::text, 'UTF8')), 'hex');
    INSERT INTO audit_seal (number, day, sealed_at, heads, before_sha256, sha256)
        VALUES (fresh.number, fresh.day, fresh.sealed_at, fresh.heads, fresh.before_sha256, fresh.sha256);
    INSERT INTO audit_sealed SELECT head ->> 0, (head ->> 1)::bigint FROM jsonb_array_elements(fresh.heads) head
        ON CONFLICT (chain) DO UPDATE SET number = excluded.number;
    RETURN fresh.sha256;
END $$;
REVOKE EXECUTE ON FUNCTION reprieve_seal_day() FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION reprieve_seal_day() SET search_path = %I, pg_temp', current_schema());
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_chains")]

    operations = [
        migrations.RunSQL(FIX_PATHS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("day", models.DateField(unique=True)),
                ("sealed_at", models.DateTimeField()),
                ("heads", models.JSONField()),
                ("before_sha256", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={"db_table": "audit_seal", "ordering": ["number"]},
        ),
        only_added("audit_seal"),
        migrations.RunSQL(SEAL, "DROP FUNCTION reprieve_seal_day; DROP TABLE audit_sealed"),
    ]
