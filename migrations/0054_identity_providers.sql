-- Identity providers of organisations, the domains by which they are found, and who is known by them.

-- An issuer is never changed: whom it names by a subject would then be somebody else.
create table tenant.identity_providers (
    organisation_id text not null references tenant.organisations,
    id text not null,               -- idp_…
    name text not null,
    kind text not null check (kind in ('oidc', 'saml')),
    issuer text not null,           -- SAML: its entity id; empty until it is known, once
    client_id text not null,        -- SAML: empty
    secret_sealed bytea,            -- null for a public client
    scopes text[] not null,
    authority text,                 -- PEM that the provider's certificate must lead to; null for public ones
    group_claim text not null,
    group_roles jsonb not null,     -- [{"group":…,"roles":[…]}]
    default_roles text[] not null,  -- of everybody whom it signs in
    creates_members boolean not null,
    trusts_addresses boolean not null,  -- whether people of it cannot choose their address, where it does not say email_verified
    sso_url text,                   -- SAML: where people are sent
    certificates text,              -- SAML: PEM with the keys that it signs with
    enabled boolean not null,
    reach text[] not null default '{}',     -- what who saved it may do: it signs in nobody who may do more
    created_at timestamptz not null,
    created_by text not null,
    version bigint not null default 1,  -- for ETags
    primary key (organisation_id, id),
    unique (organisation_id, name),
    check (kind = 'oidc' or not enabled or (issuer <> '' and sso_url is not null and certificates is not null))
);

create table tenant.domains (
    organisation_id text not null references tenant.organisations,
    id text not null,               -- dom_…
    name text not null,             -- in small letters, as DNS has it
    token text not null,            -- what a DNS record or a file must show; no secret
    proven_at timestamptz,
    proven_by text check (proven_by in ('dns', 'file')),
    provider_id text,               -- who types an address of the domain is sent there
    required boolean not null default false,    -- whether passwords open nothing here for addresses of the domain
    created_at timestamptz not null,
    created_by text not null,
    version bigint not null default 1,
    primary key (organisation_id, id),
    unique (organisation_id, name),
    foreign key (organisation_id, provider_id) references tenant.identity_providers (organisation_id, id),
    check (proven_at is not null or (provider_id is null and not required)),
    check (not required or provider_id is not null)
);
create index on tenant.domains (name) where proven_at is not null;

-- Whom a provider means by a subject.
create table tenant.linked_identities (
    organisation_id text not null,
    provider_id text not null,
    subject text not null,
    user_id text not null,
    made_member boolean not null,   -- the provider made this member: its groups say what they may do
    linked_at timestamptz not null,
    last_at timestamptz not null,
    primary key (organisation_id, provider_id, subject),
    foreign key (organisation_id, provider_id) references tenant.identity_providers (organisation_id, id) on delete cascade,
    foreign key (organisation_id, user_id) references tenant.members (organisation_id, user_id)
);
create index on tenant.linked_identities (organisation_id, user_id);

select tenant.keep_apart(name) from unnest(array['identity_providers', 'domains', 'linked_identities']) as name;

create function tenant.domain_of(address text) returns text
language sql immutable as $$ select lower(substring(address from '@([^@]+)$')) $$;

-- Whether the organisation of this transaction has shown that the domain of an address is its own.
create function tenant.domain_is_proven(address text) returns boolean
language sql stable as $$
    select exists (select from tenant.domains d
        where d.organisation_id = tenant.current_organisation() and d.name = tenant.domain_of(address) and d.proven_at is not null)
$$;

-- Whether a password alone opens nothing of this organisation for somebody with that address.
create function tenant.provider_needed(address text) returns boolean
language sql stable as $$
    select exists (select from tenant.domains d
        where d.organisation_id = tenant.current_organisation() and d.name = tenant.domain_of(address) and d.proven_at is not null and d.required)
$$;

-- Who types an address finds, in all organisations, which providers a proven domain leads to. What calls from outside names a provider alone.
grant select (organisation_id, name, proven_at, provider_id) on tenant.domains to saasgate_platform;
create policy found_by_address on tenant.domains for select to saasgate_platform using (proven_at is not null);
grant select (organisation_id, id, name, enabled) on tenant.identity_providers to saasgate_platform;
create policy found_by_address on tenant.identity_providers for select to saasgate_platform using (enabled);

-- Sign-ins that have been sent to a provider and may come back, once, to the browser that began them.
create table platform.sign_in_attempts (
    state_hash bytea primary key,   -- SHA-256
    browser_hash bytea not null,    -- SHA-256 of that browser's cookie
    organisation_id text not null,
    provider_id text not null,
    return_to text not null,        -- a path of the portal
    fresh boolean not null,         -- whether the person must show anew who they are
    replaces text,                  -- the sign-in that this browser has had
    answer bytea,                   -- what a SAML provider has said, under a key that follows from the state
    started_at timestamptz not null,
    expires_at timestamptz not null
);
create index on platform.sign_in_attempts (expires_at);
grant select, insert, delete on platform.sign_in_attempts to saasgate_platform;
