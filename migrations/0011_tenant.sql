-- What belongs to a tenant. Every table carries organisation_id and is under forced row-level security: a transaction
-- sees the organisation named by the setting saasgate.organisation, set with set_config(…, true) when it begins.

create schema tenant;
grant usage on schema tenant to saasgate_app;

create function tenant.current_organisation() returns text
language sql stable parallel safe as $$ select nullif(current_setting('saasgate.organisation', true), '') $$;

create function tenant.current_user_id() returns text
language sql stable parallel safe as $$ select nullif(current_setting('saasgate.user', true), '') $$;

create table tenant.organisations (
    organisation_id text primary key,
    slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
    name text not null,
    keys_sealed bytea not null,     -- keys of labels, digests and seals, under the master key
    created_at timestamptz not null default now()
);

-- People of an organisation. The person is a row of platform identity; what they may do here is a row of this table.
create table tenant.members (
    organisation_id text not null references tenant.organisations,
    user_id text not null,
    display_name text not null, email text not null, email_verified boolean not null default true,
    roles text[] not null, roles_version bigint not null default 1,     -- of who is inactive none, so that whoever asks for roles needs to ask for nothing else
    created_at timestamptz not null default now(),
    primary key (organisation_id, user_id)
);
create index on tenant.members (user_id);

create table tenant.api_tokens (
    organisation_id text not null references tenant.organisations,
    id text not null,
    name text not null,
    hash bytea not null unique,     -- SHA-256 of the whole token
    scopes text[] not null,
    created_by text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    primary key (organisation_id, id)
);

create table tenant.connections (
    organisation_id text not null references tenant.organisations,
    id text not null,
    name text not null,
    base_url text not null,
    credential_sealed bytea not null,   -- under the master key; leaves only sealed to a gateway's key
    credential_hint text not null,      -- last four characters
    regions text[] not null,
    created_at timestamptz not null default now(),
    primary key (organisation_id, id),
    unique (organisation_id, name)
);

create table tenant.skills (
    organisation_id text not null references tenant.organisations,
    id text not null,
    name text not null,
    purpose text not null,
    owner_user_id text not null,
    connection_id text not null,
    labels text[] not null default '{}',
    status text not null default 'active' check (status in ('active', 'suspended', 'revoked')),
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    created_by text not null,
    version bigint not null default 1,  -- for ETags
    primary key (organisation_id, id),
    unique (organisation_id, name),
    foreign key (organisation_id, connection_id) references tenant.connections (organisation_id, id)
);

create table tenant.skill_keys (
    organisation_id text not null,
    id text not null,
    skill_id text not null,
    hint text not null,             -- first characters, for people
    hash bytea not null unique,     -- SHA-256 of the whole key
    created_at timestamptz not null default now(),
    created_by text not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    primary key (organisation_id, id),
    foreign key (organisation_id, skill_id) references tenant.skills (organisation_id, id),
    check (expires_at <= created_at + interval '90 days 1 minute')
);

create table tenant.policies (
    organisation_id text not null references tenant.organisations,
    id text not null,
    name text not null,
    active_version bigint,
    created_at timestamptz not null default now(),
    primary key (organisation_id, id),
    unique (organisation_id, name)
);

create table tenant.policy_versions (
    organisation_id text not null,
    policy_id text not null,
    version bigint not null,
    document text not null,         -- YAML as written
    created_by text not null,
    created_at timestamptz not null default now(),
    primary key (organisation_id, policy_id, version),
    foreign key (organisation_id, policy_id) references tenant.policies (organisation_id, id)
);

-- Locks: why something is stopped. The stop log has the same fact for gateways, written in the same transaction.
create table tenant.locks (
    organisation_id text not null references tenant.organisations,
    id text not null,
    kind text not null check (kind in ('organisation', 'person', 'skill', 'credential', 'connection', 'session', 'destination', 'label')),
    target_id text not null,        -- an id; of a destination the pattern, of a label the label
    reason text not null,
    created_by text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,         -- then it lifts itself
    lifted_by text, lifted_at timestamptz,
    primary key (organisation_id, id)
);
create index on tenant.locks (organisation_id, target_id) where lifted_at is null;

create table tenant.sessions (
    organisation_id text not null references tenant.organisations,
    id text not null,
    skill_id text not null,
    skill_name text not null,
    owner_user_id text not null,    -- then; the skill has the owner of now
    name text,
    started_at timestamptz not null,
    last_at timestamptz not null,
    exchanges integer not null default 0,
    open_exchanges integer not null default 0,
    findings integer not null default 0,
    input_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    last_outcome text,
    last_decision text,
    model text,
    region_id text,
    title text,                     -- first words of the first prompt, masked
    chain_sequence bigint not null default 0,
    chain_head bytea,               -- advances by compare-and-set at ingest
    blocks integer not null default 0,  -- the number of the next one; whoever deletes blocks counts it up too, and so tells those who remember them
    primary key (organisation_id, id)
);
create index on tenant.sessions (organisation_id, last_at desc, id desc);
create index on tenant.sessions (organisation_id, skill_id, last_at desc);

create table tenant.exchanges (
    organisation_id text not null,
    id text not null,
    started_at timestamptz not null,
    session_id text not null,
    skill_id text not null,
    skill_key_id text,
    owner_user_id text not null,
    connection_id text not null,
    gateway_id text not null,
    region_id text not null,
    method text not null,
    path text not null,
    query text not null default '',
    headers jsonb not null default '{}',
    model text,
    streaming boolean not null,
    request_content_type text,
    request_bytes bigint not null,
    request_digest bytea,
    request_skeleton bytea,         -- zstd; with the blocks it gives the masked request back, byte for byte
    request_blocks integer[] not null default '{}', -- the session's blocks that it is made of, in order, as runs: first number, how many, first number, …
    decision text not null,         -- allow, mask, hold, block
    rule text,
    policy_id text,
    policy_version bigint,
    severity text,
    approval_id text,
    trace_parent text,
    parent_id text,                 -- the exchange whose conversation this one goes on; two with the same one are a fork
    status integer,                 -- HTTP; null while open
    response_content_type text,
    response_headers jsonb,
    upstream_request_id text,
    response_started_at timestamptz,
    response_body bytea,            -- zstd, masked; null while open: then it is in exchange_parts
    response_timing bytea,          -- varint pairs (bytes, milliseconds since the one before), one a chunk
    response_bytes bigint,          -- while open: how many are in exchange_parts
    salt bytea not null,            -- 16 random bytes; what the commitments hide is found by guessing only with it
    request_commitment bytea not null,  -- SHA-256 over salted hashes of skeleton, blocks and findings (ExchangeCommitment)
    response_commitment bytea,
    ended_at timestamptz,
    outcome text,                   -- null while open
    problem text,
    error_type text,
    stop_reason text,
    input_tokens bigint,
    output_tokens bigint,
    cache_read_tokens bigint,
    cache_creation_tokens bigint,
    chain_sequence bigint,
    previous_hash bytea,
    record_hash bytea,
    primary key (organisation_id, id, started_at)
) partition by range (started_at);
create index on tenant.exchanges (organisation_id, session_id, started_at);
create index on tenant.exchanges (organisation_id, skill_id, started_at desc);

create table tenant.blocks (
    organisation_id text not null,
    session_id text not null,
    month date not null,
    number integer not null,        -- among those of its session
    hash bytea not null,            -- SHA-256 of the masked bytes
    size integer not null,
    body bytea not null,            -- zstd
    salt bytea not null,
    primary key (organisation_id, session_id, number, month),
    unique (organisation_id, session_id, hash, month)
) partition by range (month);

-- The numbers of blocks that runs stand for, in order.
create function tenant.block_numbers(runs integer[]) returns table (place integer, number integer)
language sql immutable parallel safe as $$
    select (row_number() over (order by r, n))::integer - 1, runs[r] + n
    from generate_series(1, cardinality(runs), 2) r cross join lateral generate_series(0, runs[r + 1] - 1) n
$$;

-- The response of an exchange that is still open, as it arrives. Folded into the exchange when it ends.
create table tenant.exchange_parts (
    organisation_id text not null,
    exchange_id text not null,
    position bigint not null,       -- of its first byte in the response
    at timestamptz not null,        -- of the first chunk
    data bytea not null,            -- chunks that arrived together, masked
    timing bytea not null,          -- of the chunks, as in response_timing
    primary key (organisation_id, exchange_id, position)
);

-- How far a gateway's spool has been taken in for this organisation, written with the records themselves: what comes
-- again after a broken connection is known by it and changes nothing.
create table tenant.ingest_positions (
    organisation_id text not null references tenant.organisations,
    gateway_id text not null,
    spool_id text not null,
    sequence bigint not null,
    primary key (organisation_id, gateway_id, spool_id)
);

create table tenant.findings (
    organisation_id text not null,
    exchange_id text not null,
    started_at timestamptz not null,
    direction text not null,        -- request, response
    ordinal integer not null,
    type text not null,
    detector text not null,
    location text not null,
    span_start integer not null,
    span_end integer not null,
    score real not null,
    label text not null,
    fingerprint bytea,
    rule text,
    primary key (organisation_id, exchange_id, direction, ordinal, started_at)
) partition by range (started_at);
create index on tenant.findings (organisation_id, fingerprint);

create table tenant.approvals (
    organisation_id text not null references tenant.organisations,
    id text not null,
    exchange_id text not null,
    session_id text not null,
    skill_id text not null,
    skill_name text not null,
    owner_user_id text not null,
    gateway_id text not null,
    rule text not null,
    policy_id text not null,
    policy_version bigint not null,
    severity text not null check (severity in ('low', 'medium', 'high')),
    digest bytea not null,          -- HMAC over exactly what will be sent
    view_digest bytea not null,
    view bytea not null,            -- UTF-8 JSON that reviewers see, masked; view_digest is its SHA-256
    summary text not null,          -- one line of the view, for lists
    state text not null default 'pending' check (state in ('pending', 'approved', 'denied', 'expired', 'consumed', 'cancelled')),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,    -- of the wait; once approved, of the approval
    abandoned_at timestamptz,       -- the caller has gone; the same bytes sent again still find the approval
    decided_at timestamptz,
    decided_by text,
    decided_by_name text,
    decided_by_organisation text,
    note text,
    seen_view_digest bytea,         -- the view the reviewer had when deciding
    consumed_at timestamptz,
    attempt bytea,
    stage text not null default 'request' check (stage in ('request', 'tool_use')),
    policies jsonb not null default '{}',   -- policy → version, of all that had a say: each must still be in force when it is used
    summary_view bytea,             -- what partners see who are given summaries; summary_digest is its SHA-256
    summary_digest bytea,
    tool text not null default '',  -- what likes of it are bound to
    destination text not null default '',
    needed integer not null default 1 check (needed between 1 and 5),   -- people who must approve
    votes integer not null default 0,       -- who have
    reviewers text[] not null default '{}', -- names of groups, as the rule says; none: whoever may decide
    group_ids text[] not null default '{}', -- those of them that are there, and after the escalation those that it names
    roles text[] not null default '{}',     -- one of these is needed to decide
    escalate_to text[] not null default '{}',
    escalate_at timestamptz,
    escalated_at timestamptz,
    step_up boolean not null default false, -- a fresh sign-in is needed to decide
    how text check (how in ('votes', 'like', 'break_glass')), -- it was decided
    like_id text,
    edits jsonb,                    -- how a reviewer wants it changed, while it is pending: [{pointer, text}]; the gateway holds the changed request anew
    edits_by text,                  -- who that is; of a token, who made it
    edits_by_name text,
    edit_of text,                   -- the approval whose request was changed into this one
    replaced_by text,               -- the approval under which this one's changed request waits
    primary key (organisation_id, id)
);
create index on tenant.approvals (organisation_id, created_at desc, id desc);
create index on tenant.approvals (organisation_id, skill_id, created_at desc);
-- One live approval a request: who sends the same bytes again finds it.
create unique index approvals_live on tenant.approvals (organisation_id, skill_id, digest, policy_id, policy_version, rule)
    where state in ('pending', 'approved');
create index approvals_overdue on tenant.approvals (expires_at) where state in ('pending', 'approved');
create index approvals_escalating on tenant.approvals (escalate_at) where state = 'pending' and escalated_at is null;

create table tenant.audit_log (
    organisation_id text not null references tenant.organisations,
    id text not null,
    at timestamptz not null default now(),
    actor text not null,            -- usr_…, tok_…, gtw_…, system
    actor_name text not null,
    action text not null,           -- stable code: approval.approved, skill.stopped, session.viewed …
    target text,
    detail jsonb not null default '{}',
    primary key (organisation_id, id)
);
create index on tenant.audit_log (organisation_id, target, id desc);

-- What happened, in an order without gaps, for portals that reconnect. Payloads name things, they hold no content.
create table tenant.feed_heads (
    organisation_id text primary key references tenant.organisations,
    position bigint not null default 0
);

create table tenant.feed (
    organisation_id text not null,
    position bigint not null,
    at timestamptz not null default now(),
    kind text not null,             -- ApprovalRequested, ApprovalDecided, SessionChanged, SkillChanged …
    subject text not null,
    payload jsonb not null default '{}',
    primary key (organisation_id, position)
);

create function tenant.append_feed(of_kind text, of_subject text, with_payload jsonb) returns bigint
language plpgsql as $$
declare
    at_position bigint;
begin
    insert into tenant.feed_heads (organisation_id, position) values (tenant.current_organisation(), 1)
    on conflict (organisation_id) do update set position = tenant.feed_heads.position + 1
    returning position into at_position;
    insert into tenant.feed (organisation_id, position, kind, subject, payload)
    values (tenant.current_organisation(), at_position, of_kind, of_subject, with_payload);
    return at_position;
end $$;

-- Months of recordings, which begin and end in UTC whatever the session's time zone. Called by the migrator and from time to
-- time by the control plane. A month that the rest partition has rows of cannot be made: its rows stay there, and the others are made.
create function tenant.ensure_partitions(from_month date, months integer) returns void
language plpgsql security definer set search_path = tenant, pg_temp set timezone = 'UTC' as $$
declare
    first date;
    parent text;
begin
    for i in 0 .. months - 1 loop
        first := (date_trunc('month', from_month) + make_interval(months => i))::date;
        foreach parent in array array['exchanges', 'blocks', 'findings'] loop
            begin
                execute format('create table if not exists tenant.%I partition of tenant.%I for values from (%L) to (%L)',
                    parent || to_char(first, '_YYYY_MM'), parent, first, (first + interval '1 month')::date);
            exception when check_violation then
                raise warning 'The month % of % was not made: %', first, parent, sqlerrm;
            end;
        end loop;
    end loop;
end $$;
create table tenant.exchanges_rest partition of tenant.exchanges default;
create table tenant.blocks_rest partition of tenant.blocks default;
create table tenant.findings_rest partition of tenant.findings default;
select tenant.ensure_partitions((now() at time zone 'UTC')::date, 4);
revoke all on function tenant.ensure_partitions from public;
grant execute on function tenant.ensure_partitions to saasgate_app;
