-- Drafts that were run over recorded sessions.

create table tenant.backtests (
    organisation_id text not null references tenant.organisations,
    id text not null,
    policy_id text not null,
    version bigint not null,
    days integer not null,
    since timestamptz not null,     -- exchanges that began from here
    until timestamptz not null,     -- to here, exclusive
    state text not null default 'running' check (state in ('running', 'done', 'failed', 'cancelled')),
    total bigint not null,          -- exchanges that are to be read, as counted when it began
    judged bigint not null default 0,
    stricter bigint not null default 0,     -- would be decided more severely
    milder bigint not null default 0,
    otherwise bigint not null default 0,    -- alike, by another rule
    unread bigint not null default 0,       -- of which too little is left to judge
    after_session text not null default '', -- sessions up to this one are done
    message text,                   -- why it failed
    created_by text not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    primary key (organisation_id, id),
    foreign key (organisation_id, policy_id, version) references tenant.policy_versions (organisation_id, policy_id, version)
);
create index on tenant.backtests (organisation_id, policy_id, id desc);
create index backtests_running on tenant.backtests (organisation_id, id) where state = 'running';

-- Exchanges that would be decided otherwise; of very many the first.
create table tenant.backtest_differences (
    organisation_id text not null,
    backtest_id text not null,
    ordinal integer not null,
    exchange_id text not null,
    session_id text not null,
    skill_id text not null,
    at timestamptz not null,
    was text not null,
    was_rule text,
    would text not null,
    would_rule text,
    because text not null,
    primary key (organisation_id, backtest_id, ordinal),
    foreign key (organisation_id, backtest_id) references tenant.backtests (organisation_id, id) on delete cascade
);

select tenant.keep_apart(name) from unnest(array['backtests', 'backtest_differences']) as name;

-- Maintenance finds those that run, in all organisations, and sees nothing else of them.
grant select (organisation_id, id, state) on tenant.backtests to saasgate_platform;
create policy running on tenant.backtests for select to saasgate_platform using (state = 'running');
