-- What belongs to the installation, not to a tenant: regions, gateways, the certificate authority, and the two logs
-- that gateways follow. Only saasgate_platform reads these; tenants' transactions append through functions.

create schema if not exists platform;
grant usage on schema platform to saasgate_app, saasgate_platform;

create table platform.keystore (
    only_row boolean primary key default true check (only_row),
    canary bytea not null,          -- a known text under the master key: a wrong key is noticed at start
    root_sealed bytea not null,     -- what other keys are derived from: it stays when the master key changes
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

-- Which organisations a region serves. What has left stays as a row: its gateways still owe records, and are told of it.
create table platform.region_organisations (
    region_id text not null references platform.regions,
    organisation_id text not null,
    removed_at timestamptz,
    primary key (region_id, organisation_id)
);
create index on platform.region_organisations (organisation_id);

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

-- Records that could not be taken in, as the gateway sent them (masked): nothing is lost, and the spool goes on.
create table platform.quarantine (
    organisation_id text not null,
    gateway_id text not null,
    spool_id text not null,
    first_sequence bigint not null,
    last_sequence bigint not null,
    records bytea[] not null,       -- each a RecordFrame
    code text not null,             -- SQLSTATE with which PostgreSQL refused, orphan, future, or the kind of a defect
    at timestamptz not null default now(),
    primary key (organisation_id, gateway_id, spool_id, first_sequence, code)
);

-- Stops, in the order in which they were committed. A lock that is lifted is a row of its own.
create table platform.stop_log (
    position bigint primary key,
    organisation_id text not null,
    kind text not null check (kind in ('organisation', 'person', 'skill', 'credential', 'connection', 'session', 'destination', 'label')),
    target_id text not null,
    lock_id text not null,
    lifted boolean not null,
    at timestamptz not null default now()
);
create index on platform.stop_log (organisation_id, position);
create index on platform.stop_log (lock_id) where lifted;

-- Changes of what gateways see of an organisation (skills, connections, policies), in commit order.
create table platform.view_log (
    position bigint primary key,
    organisation_id text not null,
    at timestamptz not null default now()
);
create index on platform.view_log (organisation_id, position desc);

-- How held requests ended, in commit order. What was said about it stays with the tenant.
create table platform.decision_log (
    position bigint primary key,
    organisation_id text not null,
    approval_id text not null,
    state text not null,
    at timestamptz not null default now()
);
create index on platform.decision_log (organisation_id, at);

create table platform.log_heads (
    log text primary key,
    position bigint not null
);
-- The log of stops begins behind 1, so that whoever has read it is past 0, which stands for having read nothing.
insert into platform.log_heads values ('stop', 1), ('view', 0), ('decision', 0);

-- The row lock on log_heads is held to the end of the transaction: positions become visible in their own order, so that
-- whoever has read position n has read every position below it. A transaction that appends to several takes stop, view,
-- decision in this order, and feeds (tenant.append_feed) last.
create function platform.next_position(of_log text) returns bigint
language sql as $$ update platform.log_heads set position = position + 1 where log = of_log returning position $$;

create function platform.append_stop(of_organisation text, of_kind text, of_target text, of_lock text, is_lifted boolean) returns bigint
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
    at_position bigint;
begin
    if of_organisation is distinct from nullif(current_setting('saasgate.organisation', true), '') then
        raise exception 'a stop must be written in its own organisation''s transaction';
    end if;
    at_position := next_position('stop');
    insert into stop_log (position, organisation_id, kind, target_id, lock_id, lifted)
    values (at_position, of_organisation, of_kind, of_target, of_lock, is_lifted);
    perform pg_notify('saasgate_stop', at_position::text);
    return at_position;
end $$;

create function platform.append_view(of_organisation text) returns bigint
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
    at_position bigint;
begin
    if of_organisation is distinct from nullif(current_setting('saasgate.organisation', true), '') then
        raise exception 'a view change must be written in its own organisation''s transaction';
    end if;
    at_position := next_position('view');
    insert into view_log (position, organisation_id) values (at_position, of_organisation);
    perform pg_notify('saasgate_view', at_position::text || ':' || of_organisation);
    return at_position;
end $$;

create function platform.append_decision(of_organisation text, of_approval text, of_state text) returns bigint
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
    at_position bigint;
begin
    if of_organisation is distinct from nullif(current_setting('saasgate.organisation', true), '') then
        raise exception 'a decision must be written in its own organisation''s transaction';
    end if;
    at_position := next_position('decision');
    insert into decision_log (position, organisation_id, approval_id, state) values (at_position, of_organisation, of_approval, of_state);
    perform pg_notify('saasgate_decision', at_position::text || ':' || of_organisation || ':' || of_approval);
    return at_position;
end $$;

-- Many approvals that end alike.
create function platform.append_decisions(of_organisation text, of_approvals text[], of_state text) returns void
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
    before bigint;
    many constant bigint := cardinality(of_approvals);
begin
    if of_organisation is distinct from nullif(current_setting('saasgate.organisation', true), '') then
        raise exception 'a decision must be written in its own organisation''s transaction';
    end if;
    update log_heads set position = position + many where log = 'decision' returning position - many into before;
    insert into decision_log (position, organisation_id, approval_id, state)
    select before + a.place, of_organisation, a.id, of_state from unnest(of_approvals) with ordinality as a (id, place);
    perform pg_notify('saasgate_decision', (before + a.place)::text || ':' || of_organisation || ':' || a.id)
    from unnest(of_approvals) with ordinality as a (id, place);
end $$;

-- A region begins or ends to serve an organisation. Gateways of the region may be past the organisation's stops in the
-- log, so what is in force is written again, and so is what was lifted while the organisation was away.
create function platform.assign_organisation(to_region text, of_organisation text) returns void
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
    away_since timestamptz;
    missed record;
    at_position bigint;
begin
    select removed_at into away_since from region_organisations where region_id = to_region and organisation_id = of_organisation for update;
    if not found then
        insert into region_organisations (region_id, organisation_id) values (to_region, of_organisation) on conflict do nothing;
    elsif away_since is null then
        return;
    else
        update region_organisations set removed_at = null where region_id = to_region and organisation_id = of_organisation;
    end if;
    for missed in
        select s.kind, s.target_id, s.lock_id, bool_or(s.lifted) as lifted from stop_log s
        where s.organisation_id = of_organisation
        group by s.kind, s.target_id, s.lock_id
        having not bool_or(s.lifted) or max(s.at) >= away_since
    loop
        at_position := next_position('stop');
        insert into stop_log (position, organisation_id, kind, target_id, lock_id, lifted)
        values (at_position, of_organisation, missed.kind, missed.target_id, missed.lock_id, missed.lifted);
        perform pg_notify('saasgate_stop', at_position::text);
    end loop;
    at_position := next_position('view');
    insert into view_log (position, organisation_id) values (at_position, of_organisation);
    perform pg_notify('saasgate_view', at_position::text || ':' || of_organisation);
end $$;

create function platform.release_organisation(from_region text, of_organisation text) returns void
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
    at_position bigint;
begin
    update region_organisations set removed_at = now()
    where region_id = from_region and organisation_id = of_organisation and removed_at is null;
    if not found then
        return;
    end if;
    at_position := next_position('view');
    insert into view_log (position, organisation_id) values (at_position, of_organisation);
    perform pg_notify('saasgate_view', at_position::text || ':' || of_organisation);
end $$;

create function platform.quarantine_records(
    of_organisation text, of_gateway text, of_spool text, from_sequence bigint, to_sequence bigint, of_records bytea[], with_code text) returns void
language plpgsql security definer set search_path = platform, pg_temp as $$
begin
    if of_organisation is distinct from nullif(current_setting('saasgate.organisation', true), '') then
        raise exception 'records must be put aside in their own organisation''s transaction';
    end if;
    insert into quarantine (organisation_id, gateway_id, spool_id, first_sequence, last_sequence, records, code)
    values (of_organisation, of_gateway, of_spool, from_sequence, to_sequence, of_records, with_code)
    on conflict do nothing;
end $$;

revoke all on function platform.next_position, platform.quarantine_records, platform.append_stop, platform.append_view, platform.append_decision,
    platform.append_decisions, platform.assign_organisation, platform.release_organisation from public;
grant execute on function platform.quarantine_records, platform.append_stop, platform.append_view, platform.append_decision, platform.append_decisions to saasgate_app;
grant execute on function platform.assign_organisation, platform.release_organisation to saasgate_platform;
grant select, insert, update, delete on platform.keystore, platform.authority, platform.regions, platform.join_tokens,
    platform.gateways, platform.ingest_positions to saasgate_platform;
grant select on platform.quarantine, platform.region_organisations, platform.stop_log, platform.view_log, platform.decision_log, platform.log_heads to saasgate_platform;
