-- What organisations pay for, SaaSGate's own copy of what they may have for it, and what they used. Stripe's objects are the truth about payment;
-- what is here is what was last read of them.

create table tenant.billing_accounts (
    organisation_id text primary key references tenant.organisations,
    customer_id text not null unique,       -- cus_…
    subscription_id text,                   -- sub_…; null where there never was one
    status text not null default 'none',    -- Stripe's, or none
    plan text not null default 'free',
    seats integer,                          -- that are paid for; null where the plan has none to pay for
    features text[] not null default '{}',  -- lookup keys of the entitlements in force
    started_at timestamptz,                 -- use before it is not paid for
    period_start timestamptz, period_end timestamptz,
    trial_end timestamptz,
    cancel_at timestamptz,                  -- when it ends, where somebody said so
    late_since timestamptz,                 -- since when a payment is late; null where none is
    growth_stops_at timestamptz,
    payment_method text,                    -- such as "visa ending in 4242, 12/2030"
    trial_used boolean not null default false,
    read_at timestamptz,                    -- when Stripe was last read
    due_at timestamptz not null default now(),  -- when it is looked at next, whatever webhooks say
    reconciled_on date,                     -- the last day that was reconciled
    told text[] not null default '{}',      -- notices of this state that were given
    budget_cents bigint,                    -- of a period; who pays is told when use reaches it
    budget_told integer not null default 0, -- per cent that were told of in this period
    version bigint not null default 1
);

-- What an organisation may have. No row, no limit: where billing is off there is none. Null is no limit either.
create table tenant.plan_limits (
    organisation_id text primary key references tenant.organisations,
    plan text not null,
    skills integer, connections integer, seats integer, recording_days integer,
    growth_stopped boolean not null default false   -- a payment is late, and its grace is over
);

-- Use, counted in the transaction that takes records in: each exchange once. queued is how much of it is in usage_sends.
create table tenant.usage_hours (
    organisation_id text not null references tenant.organisations,
    meter text not null,
    hour timestamptz not null,              -- its beginning
    quantity bigint not null,
    queued bigint not null default 0,
    waived bigint not null default 0,       -- of what is queued: never paid for, since nobody subscribed then
    primary key (organisation_id, meter, hour)
);
create index on tenant.usage_hours (organisation_id, meter) where quantity <> queued;

-- What Stripe is told of it. One row of an hour at most is under way, so that Stripe's sum of the hour says whether it arrived.
create table tenant.usage_sends (
    organisation_id text not null references tenant.organisations,
    id text not null,                       -- the event's identifier at Stripe
    meter text not null,
    hour timestamptz not null,              -- of use
    billed_hour timestamptz not null,       -- that Stripe counts it in: later where the period of the use is over
    at timestamptz not null,                -- the event's time, in that hour
    quantity bigint not null check (quantity <> 0),
    state text not null default 'waiting' check (state in ('waiting', 'sent')),
    attempts integer not null default 0,
    window_from timestamptz,                -- first attempt since it was last known not to have arrived
    tried_at timestamptz,
    next_at timestamptz not null,
    sent_at timestamptz,
    error text,
    primary key (organisation_id, id)
);
create unique index on tenant.usage_sends (organisation_id, meter, billed_hour) where state = 'waiting';
create index on tenant.usage_sends (organisation_id, meter, billed_hour);

-- Corrections by the operator. The quantity is added to the hour.
create table tenant.usage_adjustments (
    organisation_id text not null references tenant.organisations,
    id text not null,
    meter text not null,
    hour timestamptz not null,
    quantity bigint not null check (quantity <> 0),
    reason text not null,
    by_name text not null,
    at timestamptz not null,
    primary key (organisation_id, id)
);

-- Of each day: what was sent, and what Stripe says.
create table tenant.usage_reconciliations (
    organisation_id text not null references tenant.organisations,
    day date not null,
    meter text not null,
    sent bigint not null,
    counted bigint not null,                -- by Stripe
    at timestamptz not null,
    primary key (organisation_id, day, meter)
);

select tenant.keep_apart(name) from unnest(array['billing_accounts', 'plan_limits', 'usage_hours', 'usage_sends', 'usage_adjustments', 'usage_reconciliations']) as name;

-- Whoever looks after payment finds whose turn it is, and whose a customer is, and sees nothing else.
grant select (organisation_id, customer_id, due_at) on tenant.billing_accounts to saasgate_platform;
create policy due on tenant.billing_accounts for select to saasgate_platform using (true);

-- What Stripe said that happened. What it carried is not kept: the things are fetched again.
create table platform.stripe_events (
    id text primary key,                    -- evt_…
    type text not null,
    customer_id text,
    organisation_id text,
    created_at timestamptz not null,        -- by Stripe's clock
    received_at timestamptz not null,
    state text not null check (state in ('waiting', 'done', 'parked')),
    attempts integer not null default 0,
    next_at timestamptz,
    error text,
    handled_at timestamptz
);
create index on platform.stripe_events (next_at) where state = 'waiting';
create index on platform.stripe_events (organisation_id) where state = 'waiting';
create index on platform.stripe_events (received_at);
grant select, insert, update, delete on platform.stripe_events to saasgate_platform;

-- Refuses what would be one more than the plan allows, whoever makes it: people, tokens, directories, identity providers. SQLSTATE SG001; the message is what there
-- would be too many of, the hint the plan and, unless growth is stopped, how many it allows. (Details never reach those who connect.)
create function tenant.check_growth() returns trigger
language plpgsql as $$
declare
    allowed tenant.plan_limits;
    most integer;
    used bigint;
    known boolean;
begin
    -- Whoever adds the last one is alone in doing so.
    select * into allowed from tenant.plan_limits l where l.organisation_id = new.organisation_id for update;
    if not found then
        return new;
    end if;
    -- What is only written again is no growth.
    if tg_op = 'INSERT' then
        if tg_argv[0] = 'seats' then
            known := exists (select from tenant.members m where m.organisation_id = new.organisation_id and m.user_id = to_jsonb(new) ->> 'user_id' and m.roles <> '{}');
        elsif tg_argv[0] = 'skills' then
            known := exists (select from tenant.skills s where s.organisation_id = new.organisation_id and s.id = to_jsonb(new) ->> 'id');
        else
            known := exists (select from tenant.connections c where c.organisation_id = new.organisation_id and c.id = to_jsonb(new) ->> 'id');
        end if;
        if known then
            return new;
        end if;
    end if;
    if allowed.growth_stopped then
        raise exception using errcode = 'SG001', message = tg_argv[0], hint = allowed.plan;
    end if;
    if tg_argv[0] = 'seats' then
        most := allowed.seats;
        select count(*) into used from tenant.members m where m.organisation_id = new.organisation_id and m.roles <> '{}';
    elsif tg_argv[0] = 'skills' then
        most := allowed.skills;
        select count(*) into used from tenant.skills s where s.organisation_id = new.organisation_id and s.status <> 'revoked' and s.expires_at > now();
    else
        most := allowed.connections;
        select count(*) into used from tenant.connections c where c.organisation_id = new.organisation_id;
    end if;
    if used >= most then
        raise exception using errcode = 'SG001', message = tg_argv[0], hint = allowed.plan || ' ' || most;
    end if;
    return new;
end $$;
create trigger skills_grow before insert on tenant.skills for each row execute function tenant.check_growth('skills');
create trigger connections_grow before insert on tenant.connections for each row execute function tenant.check_growth('connections');
create trigger seats_grow before insert on tenant.members for each row when (new.roles <> '{}') execute function tenant.check_growth('seats');
create trigger seats_return before update of roles on tenant.members for each row when (old.roles = '{}' and new.roles <> '{}') execute function tenant.check_growth('seats');

-- The skills that an organisation has beyond its plan: the youngest. They run, and are stopped, confirmed and handed over as all are; what they are for does not change.
create function tenant.is_excess_skill(skill text) returns boolean
language sql stable as $$
    select exists (
        select from tenant.plan_limits l where l.organisation_id = tenant.current_organisation() and l.skills is not null
        and skill in (
            select s.id from tenant.skills s where s.organisation_id = l.organisation_id and s.status <> 'revoked' and s.expires_at > now()
            order by s.created_at, s.id offset l.skills))
$$;

create function tenant.check_excess() returns trigger
language plpgsql as $$
begin
    if tenant.is_excess_skill(new.id) then
        raise exception using errcode = 'SG002', message = 'skills',
            hint = (select l.plan || ' ' || l.skills from tenant.plan_limits l where l.organisation_id = new.organisation_id);
    end if;
    return new;
end $$;
create trigger skills_excess before update on tenant.skills
    for each row when (old.purpose is distinct from new.purpose or old.labels is distinct from new.labels) execute function tenant.check_excess();
