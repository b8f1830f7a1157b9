-- What makes history provable beyond the rows of exchanges: further records of a session's chain, signed checkpoints over all
-- heads that changed, and the keys that sign them. The format: ops/decisions/0007.

-- An exchange's salt holds three of 16 bytes: of the skeleton, the response, the findings. Each is set to zero when what it salts is deleted.
alter table tenant.exchanges
    add column request_findings bytea,      -- commitment of what was found in the request; null where nothing was
    add column response_findings bytea;

-- Records of a chain that are no exchange's end. (An exchange that has ended is its record: made again from its columns.)
create table tenant.session_records (
    organisation_id text not null,
    session_id text not null,
    sequence bigint not null,
    kind text not null check (kind in ('exchange.opened', 'deletion', 'amendment')),
    exchange_id text,               -- of exchange.opened
    started_at timestamptz,         -- the exchange's, which finds its partition
    body bytea,                     -- canonical JSON; null for exchange.opened, which is made again from the exchange's columns
    previous_hash bytea not null,
    record_hash bytea not null,
    primary key (organisation_id, session_id, sequence),
    check ((kind = 'exchange.opened') = (body is null))
);
create index on tenant.session_records (organisation_id, exchange_id) where exchange_id is not null;

-- How much of a chain the last checkpoint with its head covers. What is not covered is found by the index alone.
alter table tenant.sessions add column checkpoint_sequence bigint not null default 0;
create index sessions_unproven on tenant.sessions (organisation_id, id) where chain_sequence > checkpoint_sequence;

create table tenant.checkpoints (
    organisation_id text not null references tenant.organisations,
    number bigint not null,
    at timestamptz not null,
    document bytea not null,        -- canonical JSON, as signed
    hash bytea not null,            -- its SHA-256; the next checkpoint names it
    key_id text not null,
    signature bytea not null,       -- ECDSA P-256 over the document, r and s of 32 bytes each
    primary key (organisation_id, number)
);
create index on tenant.checkpoints (organisation_id, at);

create table tenant.checkpoint_leaves (
    organisation_id text not null,
    number bigint not null,
    session_id text not null,
    sequence bigint not null,       -- records of the chain by then
    head bytea not null,            -- the last one's link
    primary key (organisation_id, number, session_id),
    foreign key (organisation_id, number) references tenant.checkpoints (organisation_id, number)
);
create index on tenant.checkpoint_leaves (organisation_id, session_id, number);

select tenant.keep_apart(name) from unnest(array['session_records', 'checkpoints', 'checkpoint_leaves']) as name;
-- What was signed stays as it is.
revoke update, delete on tenant.checkpoints, tenant.checkpoint_leaves from saasgate_app;
revoke update on tenant.session_records from saasgate_app;

-- Who makes checkpoints finds the organisations in which something changed, and sees nothing else of them.
grant select (organisation_id, chain_sequence, checkpoint_sequence) on tenant.sessions to saasgate_platform;
create policy unproven on tenant.sessions for select to saasgate_platform using (chain_sequence > checkpoint_sequence);

-- Keys that sign. Public for ever; the private half goes when a key is retired.
create table platform.signing_keys (
    id text primary key,            -- RFC 7638 thumbprint
    public_key bytea not null,      -- SubjectPublicKeyInfo, P-256
    private_key_sealed bytea,
    created_at timestamptz not null,
    retired_at timestamptz,
    check ((retired_at is null) = (private_key_sealed is not null))
);
create unique index signing_keys_current on platform.signing_keys ((true)) where retired_at is null;
grant select, insert, update on platform.signing_keys to saasgate_platform;

-- Evidence that somebody asked for: a zip, kept for a week.
create table tenant.evidence (
    organisation_id text not null references tenant.organisations,
    id text not null,
    scope jsonb not null,           -- EvidenceScope
    requested_by text not null,
    requested_by_name text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    state text not null default 'waiting' check (state in ('waiting', 'running', 'ready', 'failed')),
    attempts integer not null default 0,
    done integer not null default 0,    -- sessions written
    total integer,                      -- of how many
    reason text,                    -- why it failed, in words
    size bigint,
    sha256 bytea,
    sessions text[] not null default '{}',  -- what a zip that is kept holds: it goes when something of it is deleted
    finished_at timestamptz,
    primary key (organisation_id, id)
);

create table tenant.evidence_chunks (
    organisation_id text not null,
    evidence_id text not null,
    ordinal integer not null,
    data bytea not null,
    primary key (organisation_id, evidence_id, ordinal),
    foreign key (organisation_id, evidence_id) references tenant.evidence (organisation_id, id) on delete cascade
);
alter table tenant.evidence_chunks alter column data set storage external; -- compressed already

select tenant.keep_apart(name) from unnest(array['evidence', 'evidence_chunks']) as name;
-- Maintenance deletes, in all organisations, what has expired.
grant delete, select (expires_at) on tenant.evidence to saasgate_platform;
create policy expired on tenant.evidence to saasgate_platform using (expires_at < now());
