-- Which spool a gateway's head is of, and since when it is known to have gone back: then there is no lease until another spool reports.
alter table platform.gateways add column spool_id text, add column spool_lost_at timestamptz;
