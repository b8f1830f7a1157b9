-- What skills use: how much of what is limited, and which things for the first time. Written with the records that tell of it, and read by gateways
-- that have just begun: what they count and know themselves is in their memory alone.

-- By day, UTC: tokens and cost as answers told them, requests that were not refused for a limit or a stop.
create table tenant.skill_use (
    organisation_id text not null references tenant.organisations,
    skill_id text not null,
    day date not null,
    requests bigint not null,
    tokens bigint not null,
    cost_micros bigint not null,    -- millionths of a US dollar, by the prices of then
    primary key (organisation_id, skill_id, day)
);

-- Tools that were offered (tool) and called (call), hosts that were named to tools (destination) and models of what was forwarded. Names are masked.
create table tenant.skill_seen (
    organisation_id text not null references tenant.organisations,
    skill_id text not null,
    kind text not null check (kind in ('tool', 'call', 'destination', 'model')),
    value text not null check (length(value) <= 253),
    first_at timestamptz not null,
    exchange_id text not null,      -- the first that used it
    primary key (organisation_id, skill_id, kind, value)
);
create index on tenant.skill_seen (organisation_id, skill_id, first_at desc);

select tenant.keep_apart(name) from unnest(array['skill_use', 'skill_seen']) as name;

-- Calls in the answer that did not reach the skill, or not before somebody allowed it: [{"at", "index", "tool", "input", "rule", "policyId", "policyVersion", "kind",
-- "approvalId"}], masked. It goes with the bodies.
alter table tenant.exchanges add column withheld jsonb;
-- The approval whose request a reviewer changed into this one.
alter table tenant.exchanges add column edit_of text;
