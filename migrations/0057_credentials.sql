-- Credentials of connections: what sort they are, whether the upstream takes them, and the one before, which stays usable until it is dropped.

alter table tenant.connections
    add column credential_kind text not null default 'api_key' check (credential_kind in ('api_key', 'oauth_token')),
    add column credential_since timestamptz not null default now(),
    add column credential_checked_at timestamptz,
    add column credential_check text check (credential_check in ('accepted', 'refused', 'unreachable')),
    add column previous_sealed bytea,       -- for the same purpose as credential_sealed: the two may change places
    add column previous_kind text check (previous_kind in ('api_key', 'oauth_token')),
    add column previous_hint text,
    add column previous_since timestamptz,
    add column version bigint not null default 1,
    add check ((previous_sealed is null) = (previous_kind is null));

-- Whoever seals everything anew under another master key goes through all organisations.
grant select (organisation_id) on tenant.organisations to saasgate_platform;
create policy counted on tenant.organisations for select to saasgate_platform using (true);
