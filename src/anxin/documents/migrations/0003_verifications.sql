-- What an issuing office said about a receipt is evidence like a reading: rows are added, never changed.
CREATE TRIGGER documents_verification_final BEFORE UPDATE OR DELETE ON documents_receiptverification
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();
