import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Every line names the one before it of its chain, by number and by hash: a line that is altered, taken out or put
# elsewhere no longer fits. The database does it itself, so that nobody who may add a line may say what it follows.
# What is hashed is written down again in `audit/verifying.py`; a test compares the two.
CHAIN = """
CREATE TABLE audit_head (
    chain varchar(60) PRIMARY KEY,
    number bigint NOT NULL,
    sha256 varchar(64) NOT NULL
);

CREATE FUNCTION reprieve_line_sha256(line audit_auditline) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        line.before_sha256, line.chain, line.number,
        to_char(line.written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        line.who_id, line.role, line.did, line.kind, line.record, line.why, line.from_where
    )::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION reprieve_chain_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    last audit_head;
BEGIN
    INSERT INTO audit_head VALUES (NEW.chain, 0, '') ON CONFLICT (chain) DO NOTHING;
    SELECT * INTO last FROM audit_head WHERE chain = NEW.chain FOR UPDATE;
    NEW.number := last.number + 1;
    NEW.before_sha256 := last.sha256;
    NEW.written_at := clock_timestamp();
    NEW.sha256 := reprieve_line_sha256(NEW);
    UPDATE audit_head SET number = NEW.number, sha256 = NEW.sha256 WHERE chain = NEW.chain;
    RETURN NEW;
END $$;
"""
# Lines from before there were chains get their places in the order they were written in. Each is updated once only: a
# second time in one transaction would leave the check of its foreign key waiting, and no table with one may be altered.
BRING_OLD_LINES_IN = """
ALTER TABLE audit_auditline DISABLE TRIGGER USER;
DO $$
DECLARE
    line audit_auditline;
    last audit_head;
BEGIN
    FOR line IN SELECT * FROM audit_auditline ORDER BY id LOOP
        line.chain := line.kind || coalesce(' ' || line.record, '');
        INSERT INTO audit_head VALUES (line.chain, 0, '') ON CONFLICT (chain) DO NOTHING;
        SELECT * INTO last FROM audit_head WHERE chain = line.chain;
        line.number := last.number + 1;
        line.before_sha256 := last.sha256;
        line.sha256 := reprieve_line_sha256(line);
        UPDATE audit_auditline
            SET chain = line.chain, number = line.number, before_sha256 = line.before_sha256, sha256 = line.sha256
            WHERE id = line.id;
        UPDATE audit_head SET number = line.number, sha256 = line.sha256 WHERE chain = line.chain;
    END LOOP;
END $$;
ALTER TABLE audit_auditline ENABLE TRIGGER USER;
"""
GUARD = """
CREATE TRIGGER chain_line BEFORE INSERT ON audit_auditline
    FOR EACH ROW EXECUTE FUNCTION reprieve_chain_line();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("auditline", "chain", models.CharField(max_length=60, default=""), preserve_default=False),
        migrations.AddField(
            "auditline", "number", models.BigIntegerField(editable=False, default=0), preserve_default=False
        ),
        migrations.AddField(
            "auditline", "role", models.CharField(blank=True, default="", max_length=12), preserve_default=False
        ),
        migrations.AddField("auditline", "why", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField(
            "auditline", "from_where", models.CharField(blank=True, default="", max_length=45), preserve_default=False
        ),
        migrations.AddField(
            "auditline",
            "before_sha256",
            models.CharField(editable=False, max_length=64, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "auditline", "sha256", models.CharField(editable=False, max_length=64, default=""), preserve_default=False
        ),
        migrations.AlterField(
            "auditline",
            "who",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField("auditline", "did", models.CharField(max_length=60)),
        migrations.RunSQL(
            CHAIN,
            "DROP FUNCTION reprieve_chain_line CASCADE; DROP FUNCTION reprieve_line_sha256; DROP TABLE audit_head",
        ),
        migrations.RunSQL(BRING_OLD_LINES_IN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "auditline", models.UniqueConstraint(fields=["chain", "number"], name="one_line_for_each_number")
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
