-- The token service. OpenIddict reads and writes the first four tables through EF Core; only saasgate_platform reaches them. What a
-- tenant owns of a client, its skill and its end, is a row of tenant.skill_clients, written in one transaction with the client.

create table platform.oidc_applications (
    id text primary key,
    application_type text,
    client_id text not null unique, -- cli_…
    client_secret text,             -- SHA-256, hexadecimal: secrets carry 160 random bits
    client_type text,
    concurrency_token text,
    consent_type text,
    display_name text,
    display_names text,
    json_web_key_set text,          -- public keys of a client that signs assertions
    permissions text,
    post_logout_redirect_uris text,
    properties text,                -- {"organisation": "org_…"}
    redirect_uris text,
    requirements text,
    settings text
);

create table platform.oidc_authorizations (
    id text primary key,
    application_id text references platform.oidc_applications on delete cascade,
    concurrency_token text,
    creation_date timestamptz,
    properties text,
    scopes text,
    status text,
    subject text,
    type text
);

create table platform.oidc_scopes (
    id text primary key,
    concurrency_token text,
    description text,
    descriptions text,
    display_name text,
    display_names text,
    name text not null unique,
    properties text,
    resources text
);

-- Tokens of the last minutes: what introspection and revocation ask. Pruned by the maintenance job.
create table platform.oidc_tokens (
    id text primary key,
    application_id text references platform.oidc_applications on delete cascade,
    authorization_id text references platform.oidc_authorizations on delete cascade,
    concurrency_token text,
    creation_date timestamptz,
    expiration_date timestamptz,
    payload text,
    properties text,
    redemption_date timestamptz,
    reference_id text unique,
    status text,
    subject text,                   -- skl_…
    type text
);
create index on platform.oidc_tokens (application_id);
create index on platform.oidc_tokens (subject);
create index on platform.oidc_tokens (creation_date);

-- Keys that sign tokens. One is published before it signs, and stays published until the last token that it signed is over.
create table platform.token_keys (
    id text primary key,            -- the kid: RFC 7638 thumbprint
    public_key bytea not null,      -- SubjectPublicKeyInfo, P-256
    private_key_sealed bytea not null,
    created_at timestamptz not null,
    signs_from timestamptz not null,
    signs_until timestamptz not null,
    is_told boolean not null default false  -- to gateways
);

-- Client assertions that were used: each works once.
create table platform.used_assertions (
    client_id text not null,
    jti_hash bytea not null,        -- SHA-256
    expires_at timestamptz not null,
    primary key (client_id, jti_hash)
);
create index on platform.used_assertions (expires_at);

grant select, insert, update, delete on platform.oidc_applications, platform.oidc_authorizations, platform.oidc_scopes, platform.oidc_tokens,
    platform.token_keys, platform.used_assertions to saasgate_platform;

-- Clients of the token service are credentials of a skill.
create table tenant.skill_clients (
    organisation_id text not null,
    id text not null,               -- the client_id
    skill_id text not null,
    method text not null check (method in ('client_secret', 'private_key_jwt')),
    hint text not null,             -- of a secret its first characters, of keys their ids
    created_at timestamptz not null default now(),
    created_by text not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    last_used_at timestamptz,       -- to a minute
    primary key (organisation_id, id),
    foreign key (organisation_id, skill_id) references tenant.skills (organisation_id, id)
);
create index on tenant.skill_clients (organisation_id, skill_id);
select tenant.keep_apart('skill_clients');

create function platform.register_client(of_organisation text, client text, secret_hash text, keys text) returns void
language plpgsql security definer set search_path = platform, pg_temp as $$
begin
    if of_organisation is distinct from nullif(current_setting('saasgate.organisation', true), '') then
        raise exception 'a client must be registered in its own organisation''s transaction';
    end if;
    insert into oidc_applications (id, client_id, client_secret, client_type, concurrency_token, json_web_key_set, permissions, properties)
    values (client, client, secret_hash, 'confidential', gen_random_uuid()::text, keys,
        '["ept:token","ept:introspection","ept:revocation","gt:client_credentials"]', json_build_object('organisation', of_organisation)::text);
end $$;

-- Its tokens are forgotten with it: introspection knows them no more.
create function platform.forget_client(of_organisation text, client text) returns void
language plpgsql security definer set search_path = platform, pg_temp as $$
begin
    if of_organisation is distinct from nullif(current_setting('saasgate.organisation', true), '') then
        raise exception 'a client must be forgotten in its own organisation''s transaction';
    end if;
    delete from oidc_applications where client_id = client and properties::json ->> 'organisation' = of_organisation;
end $$;

revoke all on function platform.register_client, platform.forget_client from public;
grant execute on function platform.register_client, platform.forget_client to saasgate_app;
