-- A connection can be removed: its credentials are destroyed, and its row stays for what was recorded over it. Its name is free again.

alter table tenant.connections
    add column removed_at timestamptz,
    alter column credential_sealed drop not null,
    add check ((credential_sealed is null) = (removed_at is not null)),
    add check (removed_at is null or previous_sealed is null),
    drop constraint connections_organisation_id_name_key;
create unique index connections_name on tenant.connections (organisation_id, name) where removed_at is null;

-- A skill is made for a connection that is there. Whoever removes one has it locked, and looks for skills after that.
create function tenant.check_connection() returns trigger
language plpgsql as $$
begin
    perform from tenant.connections c where c.organisation_id = new.organisation_id and c.id = new.connection_id and c.removed_at is null for key share;
    if not found then
        raise exception using errcode = 'foreign_key_violation', message = 'The connection of the skill is not there.';
    end if;
    return new;
end $$;
create trigger connections_there after insert or update of connection_id on tenant.skills for each row execute function tenant.check_connection();

-- As before, and what was removed does not count.
create or replace function tenant.beyond_plan(thing text) returns table (id text)
language sql stable as $$
    select b.id from tenant.plan_limits l cross join lateral (
        (select s.id from tenant.skills s
         where thing = 'skills' and l.skills is not null and s.organisation_id = l.organisation_id and s.status <> 'revoked' and s.expires_at > now()
         order by s.created_at, s.id offset l.skills)
        union all
        (select c.id from tenant.connections c
         where thing = 'connections' and l.connections is not null and c.organisation_id = l.organisation_id and c.removed_at is null
         order by c.created_at, c.id offset l.connections)) b
    where l.organisation_id = tenant.current_organisation()
$$;

-- As before, and what was removed does not count.
create or replace function tenant.check_growth() returns trigger
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
        select count(*) into used from tenant.connections c where c.organisation_id = new.organisation_id and c.removed_at is null;
    end if;
    if used >= most then
        raise exception using errcode = 'SG001', message = tg_argv[0], hint = allowed.plan || ' ' || most;
    end if;
    return new;
end $$;
