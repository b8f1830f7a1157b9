-- Where an exchange came so much later than its gateway says that it began that the gateway's clock may be behind: from when retention counts. Null: from its beginning.
alter table tenant.exchanges add column counted_from timestamptz;
