-- A payment that is tried again and has not left gives way to one to a newer account: the next attempt follows a cancelled one.
CREATE OR REPLACE FUNCTION funds_payout_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'approved' THEN
            RAISE EXCEPTION 'a payment starts approved, not %', NEW.state
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'funds_payout_moves';
        END IF;
        IF NEW.attempt > 1 AND NOT EXISTS (SELECT 1 FROM funds_payoutorder before WHERE before.key = NEW.key
                AND before.attempt = NEW.attempt - 1 AND (before.state IN ('failed', 'returned')
                     OR (before.attempt > 1 AND before.state = 'cancelled'))) THEN
            RAISE EXCEPTION 'attempt % needs attempt % finally failed or returned', NEW.attempt, NEW.attempt - 1
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'funds_payout_retry';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = NEW.state OR (OLD.state, NEW.state) IN (
            ('approved', 'batched'), ('approved', 'cancelled'), ('approved', 'paid'),
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
