-- Releases and decisions are written once. A correction is a new revision or a new decision.
CREATE FUNCTION policy_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER policy_release_written_once BEFORE UPDATE OR DELETE ON policy_release
    FOR EACH ROW EXECUTE FUNCTION policy_written_once();
CREATE TRIGGER policy_release_never_truncated BEFORE TRUNCATE ON policy_release
    FOR EACH STATEMENT EXECUTE FUNCTION policy_written_once();
CREATE TRIGGER policy_decision_written_once BEFORE UPDATE OR DELETE ON policy_storeddecision
    FOR EACH ROW EXECUTE FUNCTION policy_written_once();
CREATE TRIGGER policy_decision_never_truncated BEFORE TRUNCATE ON policy_storeddecision
    FOR EACH STATEMENT EXECUTE FUNCTION policy_written_once();
