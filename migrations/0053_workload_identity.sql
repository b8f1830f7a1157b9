-- Issuers of tokens that organisations trust, and which of their tokens stand for which skill.

create table tenant.trusted_issuers (
    organisation_id text not null references tenant.organisations,
    id text not null,
    name text not null,
    issuer text not null,           -- the exact iss
    audience text not null,         -- the exact aud
    keys_address text,              -- of its keys; null where its document of discovery says it
    keys jsonb not null default '[]',   -- public keys: [{id, algorithm, kind, key}]
    keys_at timestamptz,            -- when it was last seen to publish them
    tried_at timestamptz,           -- when they were last asked for
    failure text,                   -- why that failed, for people; null where it did not
    created_at timestamptz not null default now(),
    created_by text not null,
    removed_at timestamptz,
    primary key (organisation_id, id)
);
create unique index on tenant.trusted_issuers (organisation_id, name) where removed_at is null;
-- One organisation an issuer and audience: a token could else be taken for another organisation's.
create unique index trusted_issuers_one on tenant.trusted_issuers (issuer, audience) where removed_at is null;

create table tenant.issuer_mappings (
    organisation_id text not null,
    id text not null,
    issuer_id text not null,
    skill_id text not null,
    claims jsonb not null,          -- [{name, pattern}]: all must be in the token
    created_at timestamptz not null default now(),
    created_by text not null,
    removed_at timestamptz,
    last_used_at timestamptz,       -- to a minute
    primary key (organisation_id, id),
    foreign key (organisation_id, issuer_id) references tenant.trusted_issuers (organisation_id, id),
    foreign key (organisation_id, skill_id) references tenant.skills (organisation_id, id)
);
create index on tenant.issuer_mappings (organisation_id, issuer_id);
create index on tenant.issuer_mappings (organisation_id, skill_id);

select tenant.keep_apart(name) from unnest(array['trusted_issuers', 'issuer_mappings']) as name;

-- The token service finds whose issuer a token is of, and the job that looks at keys finds which are due: of all organisations, and no more of them.
grant select (organisation_id, id, issuer, audience, keys_at, tried_at, removed_at) on tenant.trusted_issuers to saasgate_platform;
create policy located on tenant.trusted_issuers for select to saasgate_platform using (removed_at is null);
