-- How many stops of a client's tokens stand is asked whenever it revokes one.
create index on tenant.locks (organisation_id, created_by) where lifted_at is null and expires_at is not null;
