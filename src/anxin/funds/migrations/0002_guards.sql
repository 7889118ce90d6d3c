-- What the database itself refuses, whoever asks. The services check the same things first and in words.

-- 1. A transfer has at least two entries, in its own fund, and they add up to zero -------------------------
CREATE FUNCTION funds_transfer_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted uuid := CASE TG_TABLE_NAME WHEN 'funds_transfer' THEN (to_jsonb(NEW) ->> 'id')::uuid
                                      ELSE (to_jsonb(NEW) ->> 'transfer_id')::uuid END;
    legs bigint;
    total numeric;
    strangers bigint;
BEGIN
    SELECT count(*), coalesce(sum(entry.amount_fen), 0), count(*) FILTER (WHERE account.fund_id <> transfer.fund_id)
      INTO legs, total, strangers
      FROM funds_entry entry
      JOIN funds_ledgeraccount account ON account.id = entry.account_id
      JOIN funds_transfer transfer ON transfer.id = entry.transfer_id
     WHERE entry.transfer_id = wanted;
    IF legs < 2 OR total <> 0 OR strangers > 0 THEN
        RAISE EXCEPTION 'transfer % does not balance: % entries, sum %, % in another fund', wanted, legs, total, strangers
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'funds_transfer_balances';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER funds_transfer_balances AFTER INSERT ON funds_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funds_transfer_balances();
CREATE CONSTRAINT TRIGGER funds_entry_balances AFTER INSERT ON funds_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funds_transfer_balances();

-- 2. Written once: no change, no removal, no TRUNCATE -------------------------------------------------------
CREATE FUNCTION funds_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['funds_transfer', 'funds_entry', 'funds_seal', 'funds_sealedtransfer', 'funds_payoutstep',
                                'funds_itemanswer', 'funds_bankstatement'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION funds_written_once()',
                       name || '_append_only', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['funds_payoutorder', 'funds_batch', 'funds_bankfile', 'funds_statementline',
                                'funds_verdict', 'funds_correction', 'funds_discrepancy', 'funds_reconcilerun'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION funds_written_once()',
                       name || '_never_removed', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['funds_transfer', 'funds_entry', 'funds_seal', 'funds_sealedtransfer', 'funds_payoutstep',
                                'funds_itemanswer', 'funds_bankstatement', 'funds_payoutorder', 'funds_batch', 'funds_bankfile',
                                'funds_statementline', 'funds_verdict', 'funds_correction', 'funds_discrepancy',
                                'funds_reconcilerun'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION funds_written_once()',
                       name || '_never_emptied', name);
    END LOOP;
END $$;

-- 3. Columns that say what was owed, sent or booked never change (sealed columns may be sealed again) --------
CREATE FUNCTION funds_columns_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF to_jsonb(OLD) -> name IS DISTINCT FROM to_jsonb(NEW) -> name THEN
            RAISE EXCEPTION '%.% is fixed once written', TG_TABLE_NAME, name
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_fixed';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE TRIGGER funds_payoutorder_fixed BEFORE UPDATE ON funds_payoutorder FOR EACH ROW EXECUTE FUNCTION funds_columns_fixed(
    'id', 'key', 'attempt', 'fund_id', 'subject', 'decision_id', 'worker_id', 'account_blind', 'bank_code',
    'amount_fen', 'end_to_end_id', 'approved_at', 'approved_by_id');
CREATE TRIGGER funds_batch_fixed BEFORE UPDATE ON funds_batch FOR EACH ROW EXECUTE FUNCTION funds_columns_fixed(
    'id', 'number', 'fund_id', 'bank', 'day', 'run', 'msg_id', 'file_id', 'items', 'total_fen', 'persons', 'made_by_id',
    'made_at');
CREATE TRIGGER funds_bankfile_fixed BEFORE UPDATE ON funds_bankfile FOR EACH ROW EXECUTE FUNCTION funds_columns_fixed(
    'id', 'bank', 'kind', 'reference', 'sha256', 'size', 'at', 'by_id');
CREATE TRIGGER funds_statementline_fixed BEFORE UPDATE ON funds_statementline FOR EACH ROW EXECUTE FUNCTION funds_columns_fixed(
    'id', 'statement_id', 'bank', 'reference', 'booked_on', 'amount_fen', 'end_to_end_id', 'is_return', 'transfer_id');

-- 4. A payment starts approved and moves only along the table of anxin.funds.states --------------------------
CREATE FUNCTION funds_payout_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'approved' THEN
            RAISE EXCEPTION 'a payment starts approved, not %', NEW.state
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'funds_payout_moves';
        END IF;
        IF NEW.attempt > 1 AND NOT EXISTS (SELECT 1 FROM funds_payoutorder before WHERE before.key = NEW.key
                AND before.attempt = NEW.attempt - 1 AND before.state IN ('failed', 'returned')) THEN
            RAISE EXCEPTION 'attempt % needs attempt % finally failed or returned', NEW.attempt, NEW.attempt - 1
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'funds_payout_retry';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = NEW.state OR (OLD.state, NEW.state) IN (
            ('approved', 'batched'), ('approved', 'cancelled'),
            ('batched', 'approved'), ('batched', 'submitted'),
            ('submitted', 'accepted'), ('submitted', 'rejected'), ('submitted', 'paid'), ('submitted', 'unknown'),
            ('accepted', 'rejected'), ('accepted', 'paid'), ('accepted', 'unknown'),
            ('unknown', 'accepted'), ('unknown', 'rejected'), ('unknown', 'paid'), ('unknown', 'failed'),
            ('rejected', 'failed'), ('rejected', 'paid'),
            ('paid', 'returned')) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a payment does not move from % to %', OLD.state, NEW.state
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'funds_payout_moves';
END $$;

CREATE TRIGGER funds_payout_moves BEFORE INSERT OR UPDATE ON funds_payoutorder
    FOR EACH ROW EXECUTE FUNCTION funds_payout_moves();
