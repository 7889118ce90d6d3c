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
BEGIN
    RAISE EXCEPTION 'what % says is fixed once written', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_fixed';
END $$;

CREATE TRIGGER funds_payoutorder_fixed BEFORE UPDATE ON funds_payoutorder FOR EACH ROW
    WHEN ((OLD.id, OLD.key, OLD.attempt, OLD.fund_id, OLD.subject, OLD.decision_id, OLD.worker_id,
         OLD.account_blind, OLD.bank_code, OLD.amount_fen, OLD.end_to_end_id, OLD.approved_at,
         OLD.approved_by_id)
         IS DISTINCT FROM
         (NEW.id, NEW.key, NEW.attempt, NEW.fund_id, NEW.subject, NEW.decision_id, NEW.worker_id,
         NEW.account_blind, NEW.bank_code, NEW.amount_fen, NEW.end_to_end_id, NEW.approved_at,
         NEW.approved_by_id))
    EXECUTE FUNCTION funds_columns_fixed();
CREATE TRIGGER funds_batch_fixed BEFORE UPDATE ON funds_batch FOR EACH ROW
    WHEN ((OLD.id, OLD.number, OLD.fund_id, OLD.bank, OLD.day, OLD.run, OLD.msg_id, OLD.file_id,
         OLD.items, OLD.total_fen, OLD.persons, OLD.made_by_id, OLD.made_at)
         IS DISTINCT FROM
         (NEW.id, NEW.number, NEW.fund_id, NEW.bank, NEW.day, NEW.run, NEW.msg_id, NEW.file_id,
         NEW.items, NEW.total_fen, NEW.persons, NEW.made_by_id, NEW.made_at))
    EXECUTE FUNCTION funds_columns_fixed();
CREATE TRIGGER funds_bankfile_fixed BEFORE UPDATE ON funds_bankfile FOR EACH ROW
    WHEN ((OLD.id, OLD.bank, OLD.kind, OLD.reference, OLD.sha256, OLD.size, OLD.at, OLD.by_id)
         IS DISTINCT FROM
         (NEW.id, NEW.bank, NEW.kind, NEW.reference, NEW.sha256, NEW.size, NEW.at, NEW.by_id))
    EXECUTE FUNCTION funds_columns_fixed();
CREATE TRIGGER funds_statementline_fixed BEFORE UPDATE ON funds_statementline FOR EACH ROW
    WHEN ((OLD.id, OLD.statement_id, OLD.bank, OLD.reference, OLD.booked_on, OLD.amount_fen,
         OLD.end_to_end_id, OLD.is_return, OLD.transfer_id)
         IS DISTINCT FROM
         (NEW.id, NEW.statement_id, NEW.bank, NEW.reference, NEW.booked_on, NEW.amount_fen,
         NEW.end_to_end_id, NEW.is_return, NEW.transfer_id))
    EXECUTE FUNCTION funds_columns_fixed();

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
