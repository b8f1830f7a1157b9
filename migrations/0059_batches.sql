-- Batches of messages: whose they are, since Claude knows only the credential that skills share, and how they are cancelled when their skill is stopped.

create table tenant.message_batches (
    organisation_id text not null references tenant.organisations,
    exchange_id text not null,      -- that made it
    id text,                        -- Claude's, msgbatch_…; null while its exchange is open, and where its answer was lost
    session_id text not null,
    skill_id text not null,
    skill_key_id text,
    token_id text,                  -- of the token service's token that it was made with
    owner_user_id text not null,    -- then; the skill has the owner of now
    connection_id text not null,
    region_id text not null,
    requests integer not null,
    places text[] not null,         -- where it goes and its requests let Claude go: hosts and addresses of mail, also as written on the wire; * for anywhere
    made_at timestamptz not null,   -- when it was sent
    lost_at timestamptz,            -- when its exchange ended without an answer that says whether there is one
    ended_at timestamptz,           -- as Claude told the skill
    deleted_at timestamptz,
    to_tell boolean not null default false,     -- gateways are to be told whose it is
    cancel_state text check (cancel_state in ('due', 'cancelled', 'failed')),   -- null: nothing stops it
    cancel_attempts integer not null default 0,
    cancel_next_at timestamptz,
    cancel_problem text,            -- of the last attempt that failed
    cancelled_at timestamptz,
    primary key (organisation_id, exchange_id)
);
create unique index on tenant.message_batches (organisation_id, connection_id, id);
create index message_batches_running on tenant.message_batches (organisation_id, made_at)
    where ended_at is null and deleted_at is null and cancel_state is distinct from 'cancelled' and cancel_state is distinct from 'failed';
create index message_batches_to_tell on tenant.message_batches (organisation_id) where to_tell;
create index message_batches_due on tenant.message_batches (cancel_next_at) where cancel_state = 'due';
select tenant.keep_apart('message_batches');

-- Which locks stop which batches: what a lock did is told with it.
create table tenant.batch_stops (
    organisation_id text not null,
    lock_id text not null,
    exchange_id text not null,
    at timestamptz not null default now(),
    primary key (organisation_id, lock_id, exchange_id),
    foreign key (organisation_id, lock_id) references tenant.locks (organisation_id, id),
    foreign key (organisation_id, exchange_id) references tenant.message_batches (organisation_id, exchange_id) on delete cascade
);
create index on tenant.batch_stops (organisation_id, exchange_id);
select tenant.keep_apart('batch_stops');

-- The sweep finds organisations with batches that run, or are to be cancelled or told, and sees of them no more than that.
grant select (organisation_id, made_at, ended_at, deleted_at, to_tell, cancel_state, cancel_next_at) on tenant.message_batches to saasgate_platform;
create policy running on tenant.message_batches for select to saasgate_platform using (
    to_tell or (ended_at is null and deleted_at is null and cancel_state is distinct from 'cancelled' and cancel_state is distinct from 'failed'));

-- Brings up to date, in an organisation's transaction, which of its batches are to be cancelled: those that run and whose skill is stopped, as it was then
-- or is now. Claude ends every batch within a day; one that could not be cancelled until then has failed to be. To be called behind the transaction that
-- stops, lets go on or adds batches, never in it: it can take long, and no stop may wait for it. One goes behind the other, each seeing what is committed
-- then, so none undoes another's work. Patterns of destinations that are written otherwise on the wire are given with how they are. It waits for no row: who holds one brings up to date behind it, too. Tells whether any is to be cancelled now.
create function tenant.stop_batches(at_time timestamptz, patterns text[], on_wire text[]) returns boolean
language plpgsql as $$
declare
    organisation constant text not null := tenant.current_organisation();
    stopped text[];
    stopped_by text[];
begin
    perform pg_advisory_xact_lock(hashtextextended('batches ' || organisation, 0));
    update tenant.message_batches b set cancel_state = 'failed', cancel_problem = coalesce(b.cancel_problem, 'too_late')
    from (select exchange_id from tenant.message_batches where organisation_id = organisation and ended_at is null and deleted_at is null and cancel_state = 'due'
        and made_at <= at_time - interval '25 hours' for update skip locked) n
    where b.organisation_id = organisation and b.exchange_id = n.exchange_id;

    select coalesce(array_agg(b.exchange_id), '{}'), coalesce(array_agg(l.id), '{}') into stopped, stopped_by from tenant.message_batches b
    left join tenant.skills s on s.organisation_id = b.organisation_id and s.id = b.skill_id
    left join tenant.locks l on l.organisation_id = b.organisation_id and l.lifted_at is null and (l.expires_at is null or l.expires_at > at_time) and case l.kind
        when 'organisation' then true
        when 'skill' then l.target_id = b.skill_id
        when 'person' then l.target_id in (b.owner_user_id, s.owner_user_id)
        when 'connection' then l.target_id in (b.connection_id, s.connection_id)
        when 'session' then l.target_id = b.session_id
        when 'credential' then l.target_id in (b.skill_key_id, b.token_id)
        when 'label' then l.target_id = any (s.labels)
        when 'destination' then exists (
            select from unnest(b.places) d, (select l.target_id union all select w.pattern from unnest(patterns, on_wire) w (target, pattern) where w.target = l.target_id) p (pattern)
            where d = '*' or case when p.pattern like '%@%' then d else regexp_replace(d, '^.*@', '') end
                ilike replace(replace(replace(replace(p.pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'))
        else false end
    where b.organisation_id = organisation and b.ended_at is null and b.deleted_at is null
        and b.cancel_state is distinct from 'cancelled' and b.cancel_state is distinct from 'failed'
        and b.made_at > at_time - interval '25 hours' and (l.id is not null or s.status is distinct from 'active');

    update tenant.message_batches b set cancel_state = 'due', cancel_next_at = at_time
    from (select exchange_id from tenant.message_batches where organisation_id = organisation and cancel_state is null and id is not null
        and exchange_id = any (stopped) for update skip locked) n
    where b.organisation_id = organisation and b.exchange_id = n.exchange_id;
    -- Nobody can cancel what has no name.
    update tenant.message_batches b set cancel_state = 'failed', cancel_problem = 'id_lost'
    from (select exchange_id from tenant.message_batches where organisation_id = organisation and cancel_state is null and id is null and lost_at is not null
        and exchange_id = any (stopped) for update skip locked) n
    where b.organisation_id = organisation and b.exchange_id = n.exchange_id;
    insert into tenant.batch_stops (organisation_id, lock_id, exchange_id)
    select b.organisation_id, n.lock_id, b.exchange_id from unnest(stopped, stopped_by) n (exchange_id, lock_id)
    join tenant.message_batches b on b.organisation_id = organisation and b.exchange_id = n.exchange_id and b.cancel_state is not null
    where n.lock_id is not null
    on conflict do nothing;
    -- The last lock was lifted before it could be cancelled: it goes on.
    update tenant.message_batches b set cancel_state = null, cancel_next_at = null, cancel_problem = null, cancel_attempts = 0
    from (select exchange_id from tenant.message_batches where organisation_id = organisation and cancel_state = 'due' and ended_at is null and deleted_at is null
        and exchange_id <> all (stopped) for update skip locked) n
    where b.organisation_id = organisation and b.exchange_id = n.exchange_id;
    -- One that ended by itself needs no cancelling any more.
    update tenant.message_batches b set cancel_state = 'cancelled', cancelled_at = at_time
    from (select exchange_id from tenant.message_batches where organisation_id = organisation and cancel_state = 'due' and (ended_at is not null or deleted_at is not null)
        for update skip locked) n
    where b.organisation_id = organisation and b.exchange_id = n.exchange_id;
    return exists (select from tenant.message_batches where organisation_id = organisation and cancel_state = 'due' and cancel_next_at <= at_time);
end $$;

-- Whose batches are whose, in commit order, for gateways of the regions that serve the organisation. Claude keeps results for 29 days.
create table platform.batch_log (
    position bigint primary key,
    organisation_id text not null,
    connection_id text not null,
    batch_id text not null,
    skill_id text not null,
    at timestamptz not null default now()
);
create index on platform.batch_log (at);
insert into platform.log_heads values ('batch', 0);

-- Tenants wait for each other here: to be called last in a transaction of its own, which takes no other log's lock.
create function platform.append_batches(of_organisation text, of_connections text[], of_batches text[], of_skills text[]) returns void
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
    before bigint;
    many constant bigint := cardinality(of_batches);
begin
    if of_organisation is distinct from nullif(current_setting('saasgate.organisation', true), '') then
        raise exception 'a batch must be written in its own organisation''s transaction';
    end if;
    update log_heads set position = position + many where log = 'batch' returning position - many into before;
    insert into batch_log (position, organisation_id, connection_id, batch_id, skill_id)
    select before + n.place, of_organisation, n.connection_id, n.batch_id, n.skill_id
    from unnest(of_connections, of_batches, of_skills) with ordinality n (connection_id, batch_id, skill_id, place);
    perform pg_notify('saasgate_batch', (before + many)::text);
end $$;
revoke all on function platform.append_batches from public;
grant execute on function platform.append_batches to saasgate_app;
grant select, delete on platform.batch_log to saasgate_platform;
