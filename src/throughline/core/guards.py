"""Triggers that make the audit log append-only, in both databases' words."""

from collections.abc import Sequence

SQLITE = (
    "CREATE TRIGGER core_auditentry_no_update BEFORE UPDATE ON core_auditentry"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER core_auditentry_no_delete BEFORE DELETE ON core_auditentry"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
)
SQLITE_OFF = (
    "DROP TRIGGER core_auditentry_no_update",
    "DROP TRIGGER core_auditentry_no_delete",
)
POSTGRES = (
    "CREATE FUNCTION core_auditentry_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER core_auditentry_no_change BEFORE UPDATE OR DELETE ON core_auditentry"
    " FOR EACH ROW EXECUTE FUNCTION core_auditentry_refuse()",
    "CREATE TRIGGER core_auditentry_no_truncate BEFORE TRUNCATE ON core_auditentry"
    " FOR EACH STATEMENT EXECUTE FUNCTION core_auditentry_refuse()",
)
POSTGRES_OFF = (
    "DROP TRIGGER core_auditentry_no_change ON core_auditentry",
    "DROP TRIGGER core_auditentry_no_truncate ON core_auditentry",
    "DROP FUNCTION core_auditentry_refuse()",
)


def put_on(vendor: str) -> Sequence[str]:
    """Return the statements that guard the log on the database called `vendor`."""
    return POSTGRES if vendor == "postgresql" else SQLITE


def take_off(vendor: str) -> Sequence[str]:
    """Return the statements that remove the guards again, for a migration that goes backwards."""
    return POSTGRES_OFF if vendor == "postgresql" else SQLITE_OFF
