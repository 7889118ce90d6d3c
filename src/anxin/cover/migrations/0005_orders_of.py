"""The one question that is asked all day, as a function: a worker's orders of some hours.

Asked as a plain statement, it is planned anew each time, over all days the table holds: of 0.55 ms in 60 partitions
0.35 were planning. PostgreSQL never takes a plan kept for all values by itself here, because it thinks that one would
read every day. Told to, it finds the two or three days when it runs, and answers in 0.2 ms. The setting must hold for
this statement only: with it, those that merge batches would use a plan made for another day's rows.

Columns are written out, and no type of a table: spreading the table over servers makes it anew.
"""

from django.db import migrations

_MAKE = """
CREATE FUNCTION cover_orders_of(
    worker uuid, since timestamptz, until timestamptz, ended_since timestamptz, platform uuid, latest integer)
RETURNS TABLE (
    platform_id uuid, order_no varchar, worker_id uuid, industry varchar, region varchar, accepted_at timestamptz,
    picked_at timestamptz, finished_at timestamptz, cancelled_at timestamptz, declared_at timestamptz,
    premium_hao integer)
LANGUAGE plpgsql STABLE ROWS 30 SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT o.platform_id, o.order_no, o.worker_id, o.industry, o.region, o.accepted_at,
           o.picked_at, o.finished_at, o.cancelled_at, greatest(o.declared_at, o.revised_at), o.premium_hao
      FROM cover_order o
     WHERE o.worker_id = worker AND o.accepted_at >= since AND o.accepted_at <= until
       AND coalesce(least(o.finished_at, o.cancelled_at) >= ended_since, true)
       AND (platform IS NULL OR o.platform_id = platform)
     ORDER BY o.accepted_at DESC LIMIT latest;
END $$;
"""
_DROP = "DROP FUNCTION cover_orders_of(uuid, timestamptz, timestamptz, timestamptz, uuid, integer)"


class Migration(migrations.Migration):
    dependencies = [("cover", "0004_read_by_workers")]

    operations = [migrations.RunSQL(_MAKE, _DROP)]
