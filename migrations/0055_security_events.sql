-- What identity providers say of people: sessions that ended, accounts that were disabled.

-- Shared Signals: whom SaaSGate believes events for an organisation, one stream for an identity provider.
create table tenant.event_streams (
    organisation_id text not null,
    provider_id text not null,
    issuer text not null,           -- iss of events
    audience text not null,         -- aud of events
    keys_address text,              -- where the issuer's keys are; null where its ssf-configuration says so
    authorization_hash bytea,       -- SHA-256 of the Authorization header that events come with; null where the signature is enough
    other_hash bytea,               -- of the one that counts too while the transmitter goes from one to the other
    enabled boolean not null,
    created_at timestamptz not null,
    created_by text not null,
    version bigint not null default 1,  -- for ETags
    delivery text not null default 'push' check (delivery in ('push', 'poll')),     -- RFC 8935, RFC 8936
    poll_address text,              -- where events are fetched; only of a stream that is polled
    token_sealed bytea,             -- the access token for the transmitter: for polling it, and for setting the stream up there
    stream_id text,                 -- what the transmitter calls the stream
    expected_state text,            -- of the verification that was asked for last
    polled_at timestamptz,
    polling_until timestamptz,      -- whoever polls it now has the turn until then
    failure text,                   -- why the last poll failed; null where it did not
    last_at timestamptz,            -- the last event that was believed
    verified_at timestamptz,        -- the last verification event
    primary key (organisation_id, provider_id),
    check (delivery = 'push' or (poll_address is not null and token_sealed is not null)),
    foreign key (organisation_id, provider_id) references tenant.identity_providers (organisation_id, id) on delete cascade
);

-- Events and logout tokens that were taken, so that none counts twice.
create table tenant.security_events (
    organisation_id text not null,
    provider_id text not null,
    token_hash bytea not null,      -- SHA-256 of iss and jti
    kinds text[] not null,
    at timestamptz not null,
    primary key (organisation_id, provider_id, token_hash),
    foreign key (organisation_id, provider_id) references tenant.identity_providers (organisation_id, id) on delete cascade
);

select tenant.keep_apart(name) from unnest(array['event_streams', 'security_events']) as name;

-- Maintenance deletes what is older than any token that is still believed.
grant delete, select (at) on tenant.security_events to saasgate_platform;
create policy outlived on tenant.security_events to saasgate_platform using (at < now() - interval '90 days');

-- Whoever polls sees which streams of all organisations are due.
grant select (organisation_id, provider_id, delivery, enabled, polled_at, polling_until, failure) on tenant.event_streams to saasgate_platform;
create policy polled on tenant.event_streams for select to saasgate_platform using (delivery = 'poll' and enabled);
