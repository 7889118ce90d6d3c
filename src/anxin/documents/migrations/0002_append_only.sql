-- Originals, readings and confirmations are evidence: rows are added, never changed or removed by the product.
-- Destroying papers at the end of their retention is the one exception; it says so for its own transaction:
--   SET LOCAL anxin.destroy_papers = 'on'
CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('anxin.destroy_papers', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER documents_storedfile_final BEFORE UPDATE OR DELETE ON documents_storedfile
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();
CREATE TRIGGER documents_reading_final BEFORE UPDATE OR DELETE ON documents_reading
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();
CREATE TRIGGER documents_confirmation_final BEFORE UPDATE OR DELETE ON documents_fieldconfirmation
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();
