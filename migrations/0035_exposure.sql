-- Looking for values that are known already, without keeping them.

-- Keys of fingerprints, one a month. Random, sealed each by its own, so that a month that is deleted can be searched no more.
create table tenant.fingerprint_keys (
    organisation_id text not null references tenant.organisations,
    month date not null check (extract(day from month) = 1),
    key_sealed bytea not null,
    created_at timestamptz not null default now(),
    primary key (organisation_id, month)
);

-- Lists of values to look up. The values wait sealed for a second person, then are looked up in steps, and are gone when the list has run, or after a day.
create table tenant.exposure_lists (
    organisation_id text not null references tenant.organisations,
    id text not null,
    name text not null,
    type text not null,
    value_count integer not null,
    values_sealed bytea,            -- JSON array of texts; null once it has run, was cancelled or ran out
    state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'expired', 'cancelled')),
    looked integer not null default 0,  -- values looked up so far, in their order
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    exposed_count integer,          -- values that were found
    primary key (organisation_id, id),
    check ((state in ('waiting', 'running')) = (values_sealed is not null))
);
create index on tenant.exposure_lists (organisation_id, created_at desc, id desc);
create index exposure_lists_overdue on tenant.exposure_lists (expires_at) where state in ('waiting', 'running');

-- What a list found: positions stand for the values.
create table tenant.exposure_hits (
    organisation_id text not null,
    list_id text not null,
    position integer not null,
    session_id text not null,
    skill_id text not null,
    findings integer not null,
    exchange_id text not null,      -- where it was seen first
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    primary key (organisation_id, list_id, position, session_id),
    foreign key (organisation_id, list_id) references tenant.exposure_lists (organisation_id, id) on delete cascade
);

-- Where tools of answers went: hosts named in what Claude told a tool.
create table tenant.exchange_destinations (
    organisation_id text not null,
    session_id text not null,
    exchange_id text not null,
    host text not null,
    tool text not null,
    at timestamptz not null,
    primary key (organisation_id, session_id, exchange_id, host, tool)
);
create index on tenant.exchange_destinations (organisation_id, at);

select tenant.keep_apart(name) from unnest(array['fingerprint_keys', 'exposure_lists', 'exposure_hits', 'exchange_destinations']) as name;
-- Maintenance lets values go that nobody confirmed, in all organisations, and finds lists that run.
grant select (organisation_id, id, state, expires_at), update (state, values_sealed) on tenant.exposure_lists to saasgate_platform;
create policy overdue on tenant.exposure_lists to saasgate_platform using (state in ('waiting', 'running', 'expired')) with check (state = 'expired');
