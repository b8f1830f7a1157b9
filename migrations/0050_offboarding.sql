-- People who left: what became of what they answered for, and what an organisation wants to become of it.

alter table tenant.members
    add status text not null default 'active' check (status in ('active', 'inactive')),
    add inactive_at timestamptz,
    add roles_then text[] not null default '{}',    -- of who is inactive: those that come back with the person
    add source text not null default 'local' check (source in ('local', 'scim', 'oidc', 'saml')),
    add signed_out_at timestamptz,  -- no sign-in that began before counts here, whatever it counts for in other organisations
    add check (status = 'active' or roles = '{}');
grant select (signed_out_at) on tenant.members to saasgate_platform;

create table tenant.offboarding_rules (
    organisation_id text primary key references tenant.organisations,
    on_leaving text not null check (on_leaving in ('revoke', 'suspend', 'reassign')),
    successor_user_id text,
    updated_at timestamptz not null,
    updated_by text not null,
    version bigint not null default 1,  -- for ETags
    check ((on_leaving = 'reassign') = (successor_user_id is not null))
);

create table tenant.offboardings (
    organisation_id text not null references tenant.organisations,
    id text not null,
    user_id text not null,
    at timestamptz not null,
    lock_id text not null,          -- the stop of the person, lifted when they come back
    causes jsonb not null,          -- [{kind, source, detail, at, actorName}], the first one first
    report jsonb not null,          -- skills, credentials, tokens, groups with what became of each; names, no content
    sign_ins integer,               -- that ended; null until counted
    exposure jsonb,                 -- what the skills had seen lately: counts by type, no values; null until counted
    completed_at timestamptz,
    returned_at timestamptz,
    returned_by_name text,
    primary key (organisation_id, id)
);
create index on tenant.offboardings (organisation_id, lock_id);
create unique index offboardings_open on tenant.offboardings (organisation_id, user_id) where returned_at is null;

-- Where the organisation's HR system says who has left. What it sends is signed with the secret.
create table tenant.hr_webhooks (
    organisation_id text not null references tenant.organisations,
    id text not null,
    name text not null,
    secret_sealed bytea not null,
    created_at timestamptz not null,
    created_by text not null,
    last_used_at timestamptz,
    primary key (organisation_id, id),
    unique (organisation_id, name)
);

-- What was received and verified, as long as its time stamp would be believed: the same comes in once.
create table tenant.hr_receipts (
    organisation_id text not null,
    webhook_id text not null,
    hash bytea not null,
    at timestamptz not null,
    primary key (organisation_id, webhook_id, hash),
    foreign key (organisation_id, webhook_id) references tenant.hr_webhooks (organisation_id, id) on delete cascade
);

select tenant.keep_apart(name) from unnest(array['offboarding_rules', 'offboardings', 'hr_webhooks', 'hr_receipts']) as name;
revoke delete on tenant.offboardings from saasgate_app;
