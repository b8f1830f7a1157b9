-- Who is told of what, by which way, and what became of every message.

create table tenant.channels (
    organisation_id text not null references tenant.organisations,
    id text not null,
    name text not null,
    kind text not null check (kind in ('email', 'slack', 'teams', 'pagerduty', 'webhook')),
    settings jsonb not null,        -- of its kind: servers, addresses; no secret
    secret_sealed bytea,            -- the kind's secrets, a JSON object
    secret_names text[] not null default '{}',
    events text[] not null,         -- approvals, decisions, escalations, locks, incidents, skills
    least_severity text not null check (least_severity in ('low', 'medium', 'high')),
    labels text[] not null,         -- one of the skill's; empty for all
    rules text[] not null,          -- names with *; empty for all
    named_only boolean not null,    -- told only where a rule's notify names it
    detail text not null check (detail in ('summary', 'names')),
    enabled boolean not null,
    created_at timestamptz not null,
    created_by text not null,
    from_position bigint not null default 0,  -- of the feed: it is told of what comes after
    version bigint not null default 1,  -- for ETags
    primary key (organisation_id, id),
    unique (organisation_id, name)
);

-- Browsers that asked to be told by Web Push. What a browser gave is a way to it for whoever has it: all of it is sealed.
create table tenant.push_subscriptions (
    organisation_id text not null references tenant.organisations,
    id text not null,
    user_id text not null,
    endpoint_hash bytea not null,   -- SHA-256
    sealed bytea not null,          -- endpoint and keys, a JSON object
    created_at timestamptz not null,
    from_position bigint not null default 0,  -- as of channels
    primary key (organisation_id, id),
    unique (organisation_id, endpoint_hash)
);

create table tenant.notification_settings (
    organisation_id text not null references tenant.organisations,
    user_id text not null,
    sound boolean not null,
    desktop boolean not null,
    least_severity text not null check (least_severity in ('low', 'medium', 'high')),
    primary key (organisation_id, user_id)
);

-- Who somebody of the other side is here, such as a member of a Slack workspace.
create table tenant.channel_people (
    organisation_id text not null,
    channel_id text not null,
    external_id text not null,
    user_id text not null,
    linked_at timestamptz not null,
    primary key (organisation_id, channel_id, external_id),
    foreign key (organisation_id, channel_id) references tenant.channels (organisation_id, id) on delete cascade
);

-- What was received and verified, as long as its time stamp would be believed: the same comes in once.
create table tenant.channel_receipts (
    organisation_id text not null,
    channel_id text not null,
    hash bytea not null,
    at timestamptz not null,
    primary key (organisation_id, channel_id, hash),
    foreign key (organisation_id, channel_id) references tenant.channels (organisation_id, id) on delete cascade
);

-- How far the feed has been made into messages. The feed has no gaps and is written with what happened; messages are written in the transaction
-- that moves this on: no event is left out, and none makes two messages to one receiver.
create table tenant.notification_heads (
    organisation_id text primary key references tenant.organisations,
    position bigint not null
);

-- A message about one event to one receiver: a channel, or a browser.
create table tenant.notifications (
    organisation_id text not null references tenant.organisations,
    id text not null,               -- goes along as idempotency key
    receiver text not null,
    key text not null,              -- of the event: a receiver is told of it once
    event text not null,            -- waiting, voted, escalated, decided, ended, locked, lifted, incident
    subject text not null,
    severity text not null,
    facts jsonb not null,           -- the feed's payload: names, no content
    at timestamptz not null,        -- of the event
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'void')),
    attempts integer not null default 0,
    next_at timestamptz,            -- null when it is not tried by itself
    answer text,                    -- what came back last
    handle jsonb,                   -- by which the other side knows it
    sent_at timestamptz,
    primary key (organisation_id, id),
    unique (organisation_id, receiver, key)
);
create index on tenant.notifications (organisation_id, receiver, id desc);
create index on tenant.notifications (organisation_id, subject);
create index notifications_over on tenant.notifications (organisation_id, at) where state <> 'waiting';
create index notifications_due on tenant.notifications (next_at) where state = 'waiting';

create table tenant.notification_attempts (
    organisation_id text not null,
    notification_id text not null,
    attempt integer not null,
    at timestamptz not null,
    outcome text not null,          -- sent, retry, refused, void
    status integer,                 -- HTTP's or SMTP's
    answer text not null,
    primary key (organisation_id, notification_id, attempt),
    foreign key (organisation_id, notification_id) references tenant.notifications (organisation_id, id) on delete cascade
);

select tenant.keep_apart(name) from unnest(array['channels', 'push_subscriptions', 'notification_settings', 'channel_people', 'channel_receipts',
    'notification_heads', 'notifications', 'notification_attempts']) as name;

-- Whoever sends finds, in all organisations, where the feed went on and what is due, and sees nothing else of it.
grant select (organisation_id, position) on tenant.feed_heads, tenant.notification_heads to saasgate_platform;
create policy gone_on on tenant.feed_heads for select to saasgate_platform using (true);
create policy gone_on on tenant.notification_heads for select to saasgate_platform using (true);
grant select (organisation_id, receiver, state, next_at) on tenant.notifications to saasgate_platform;
create policy due on tenant.notifications for select to saasgate_platform using (state = 'waiting');
-- What Slack sends names the channel alone.
grant select (organisation_id, id, kind) on tenant.channels to saasgate_platform;
create policy called on tenant.channels for select to saasgate_platform using (kind = 'slack' and enabled);
