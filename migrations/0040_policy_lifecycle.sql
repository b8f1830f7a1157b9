-- The life of a policy: for which skills it is, how versions come into force, what is said of them, what gateways make of them,
-- and which rules matched in which exchange.

alter table tenant.policies
    add column scope text not null default 'organisation' check (scope ~ '^(organisation|label:.{1,60}|skill:skl_[0-9a-z]{26})$'),
    add column shadow_version bigint,   -- a draft that runs beside the version in force
    add column revision bigint not null default 1,  -- for ETags: grows with every change of this row
    add column archived_at timestamptz, -- it is in force nowhere; the name stays taken
    add column archived_by text,
    add column archive_asked_by text,   -- where another person must agree
    add column archive_asked_at timestamptz;
-- A version's document and scope never change. What it is follows from what was done with it: draft, review, active, retired.
alter table tenant.policy_versions
    add column scope text not null default 'organisation',
    add column note text,
    add column based_on bigint,         -- the version that its author began with
    add column review_asked_at timestamptz,
    add column review_asked_by text,
    add column activated_at timestamptz,
    add column activated_by text;

create table tenant.policy_settings (
    organisation_id text primary key references tenant.organisations,
    second_person boolean not null default false,   -- nobody puts their own version in force
    off_asked_by text,                  -- who wants that to end; another person must agree
    off_asked_at timestamptz,
    version bigint not null default 1   -- for ETags
);

create table tenant.policy_comments (
    organisation_id text not null,
    policy_id text not null,
    id text not null,
    version bigint not null,
    line integer,                       -- of the document, from 1; null for the whole
    body text not null,
    author text not null,
    author_name text not null,
    at timestamptz not null,
    primary key (organisation_id, policy_id, id),
    foreign key (organisation_id, policy_id, version) references tenant.policy_versions (organisation_id, policy_id, version)
);
create index on tenant.policy_comments (organisation_id, policy_id, version, id);

-- What a gateway could not put in force: it goes on with the version before, or refuses where it has none.
create table tenant.policy_faults (
    organisation_id text not null references tenant.organisations,
    policy_id text not null,
    gateway_id text not null,
    version bigint not null,            -- what it was given
    kept_version bigint,                -- what it goes on with; null where it refuses
    message text not null,
    since timestamptz not null,
    primary key (organisation_id, policy_id, gateway_id)
);

-- Versions in force when an exchange was decided, in the order of merging: [{"policyId", "version", "shadowVersion"}].
alter table tenant.exchanges add column policies jsonb;

-- Rules that matched, of versions in force and of drafts beside them, in the order in which they were asked. Conditions are told by
-- names, counts and types, never by values.
create table tenant.rule_matches (
    organisation_id text not null,
    exchange_id text not null,
    at timestamptz not null,            -- when the exchange began
    direction text not null check (direction in ('request', 'response')),
    ordinal integer not null,
    rule text not null,
    policy_id text not null,
    policy_version bigint not null,
    kind text not null check (kind in ('allow', 'mask', 'hold', 'block', 'lock')),
    severity text not null,
    decisive boolean not null,
    shadow boolean not null,
    because text not null,
    primary key (organisation_id, exchange_id, direction, ordinal)
);
create index on tenant.rule_matches (organisation_id, policy_id, at desc, exchange_id);

-- They go with their exchange, whoever deletes it.
create function tenant.let_go_of_matches() returns trigger
language plpgsql as $$
begin
    delete from tenant.rule_matches m using gone g where m.organisation_id = g.organisation_id and m.exchange_id = g.id;
    return null;
end $$;
create trigger let_go_of_matches after delete on tenant.exchanges
    referencing old table as gone for each statement execute function tenant.let_go_of_matches();

select tenant.keep_apart(name) from unnest(array['policy_settings', 'policy_comments', 'policy_faults', 'rule_matches']) as name;
