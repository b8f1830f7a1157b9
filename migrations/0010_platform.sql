-- What belongs to the installation, not to a tenant: regions, gateways, the certificate authority, and the two logs
-- that gateways follow. Only saasgate_platform reads these; tenants' transactions append through functions.

create schema if not exists platform;
grant usage on schema platform to saasgate_app, saasgate_platform;

create table platform.keystore (
    only_row boolean primary key default true check (only_row),
    canary bytea not null,          -- a known text under the master key: a wrong key file is noticed at start
    created_at timestamptz not null default now()
);

create table platform.authority (
    only_row boolean primary key default true check (only_row),
    certificate bytea not null,     -- X.509, DER
    private_key_sealed bytea not null,
    created_at timestamptz not null default now()
);

create table platform.regions (
    id text primary key,
    name text not null unique,
    created_at timestamptz not null default now()
);

create table platform.region_organisations (
    region_id text not null references platform.regions,
    organisation_id text not null,
    primary key (region_id, organisation_id)
);

create table platform.join_tokens (
    secret_hash bytea primary key,  -- SHA-256
    region_id text not null references platform.regions,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    gateway_id text
);

create table platform.gateways (
    id text primary key,
    region_id text not null references platform.regions,
    name text not null,
    certificate_thumbprint bytea not null unique,  -- SHA-256 of the DER
    sealing_key bytea not null,     -- SubjectPublicKeyInfo, ECDH P-256
    joined_at timestamptz not null default now(),
    last_seen_at timestamptz,
    spool_sequence bigint not null default 0,
    spool_hash bytea,
    revoked_at timestamptz
);

-- How far each spool has been ingested. A new spool (lost disk) is a new row: the old one then shows what is missing.
create table platform.ingest_positions (
    gateway_id text not null references platform.gateways,
    spool_id text not null,
    sequence bigint not null,
    updated_at timestamptz not null default now(),
    primary key (gateway_id, spool_id)
);

-- Stops, in the order in which they were committed. A lock that is lifted is a row of its own.
create table platform.stop_log (
    position bigint primary key,
    organisation_id text not null,
    kind text not null check (kind in ('organisation', 'person', 'skill', 'credential', 'connection', 'session')),
    target_id text not null,
    lock_id text not null,
    lifted boolean not null,
    at timestamptz not null default now()
);

-- Changes of what gateways see of an organisation (skills, connections, policies), in commit order.
create table platform.view_log (
    position bigint primary key,
    organisation_id text not null,
    at timestamptz not null default now()
);
create index on platform.view_log (organisation_id, position desc);

create table platform.log_heads (
    log text primary key,
    position bigint not null
);
insert into platform.log_heads values ('stop', 0), ('view', 0);

-- The row lock on log_heads is held to the end of the transaction: positions become visible in their own order, so that
-- whoever has read position n has read every position below it.
create function platform.append_stop(of_organisation text, of_kind text, of_target text, of_lock text, is_lifted boolean) returns bigint
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
    next bigint;
begin
    if of_organisation is distinct from nullif(current_setting('saasgate.organisation', true), '') then
        raise exception 'a stop must be written in its own organisation''s transaction';
    end if;
    update log_heads set position = position + 1 where log = 'stop' returning position into next;
    insert into stop_log (position, organisation_id, kind, target_id, lock_id, lifted)
    values (next, of_organisation, of_kind, of_target, of_lock, is_lifted);
    perform pg_notify('saasgate_stop', next::text);
    return next;
end $$;

create function platform.append_view(of_organisation text) returns bigint
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
    next bigint;
begin
    if of_organisation is distinct from nullif(current_setting('saasgate.organisation', true), '') then
        raise exception 'a view change must be written in its own organisation''s transaction';
    end if;
    update log_heads set position = position + 1 where log = 'view' returning position into next;
    insert into view_log (position, organisation_id) values (next, of_organisation);
    perform pg_notify('saasgate_view', next::text || ':' || of_organisation);
    return next;
end $$;

revoke all on function platform.append_stop, platform.append_view from public;
grant execute on function platform.append_stop, platform.append_view to saasgate_app;
grant select, insert, update, delete on platform.keystore, platform.authority, platform.regions, platform.region_organisations,
    platform.join_tokens, platform.gateways, platform.ingest_positions to saasgate_platform;
grant select on platform.stop_log, platform.view_log, platform.log_heads to saasgate_platform;
