-- Answers to requests that carried an Idempotency-Key, so that sending one again changes nothing. Answers that showed a
-- secret are not kept: only that they were given.
create table tenant.idempotency (
    organisation_id text not null references tenant.organisations,
    actor text not null,
    key text not null,
    request_hash bytea not null,    -- HMAC-SHA256 of method, path and body, under a key of the vault
    started_at timestamptz not null default now(),
    status integer,                 -- null while the first request is at work
    headers jsonb,                  -- Location and ETag
    body json,                      -- as it was written; null where there was none, it is a secret, or it is read anew
    secret boolean not null default false,
    primary key (organisation_id, actor, key)
);

alter table tenant.idempotency enable row level security;
alter table tenant.idempotency force row level security;
grant select, insert, update, delete on tenant.idempotency to saasgate_app;
create policy own on tenant.idempotency using (organisation_id = tenant.current_organisation());
-- Maintenance deletes, in all organisations, what is too old to be answered with.
grant delete, select (started_at) on tenant.idempotency to saasgate_platform;
create policy outlived on tenant.idempotency to saasgate_platform using (started_at < now() - interval '24 hours');
