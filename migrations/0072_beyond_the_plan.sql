-- What an organisation has beyond its plan is read-only: it goes on, and is stopped, revoked, confirmed and handed over as all is, and its credentials are replaced. Nothing is added to it.

-- Of things of which the plan allows fewer: the youngest. People are not among them: who may look, review and stop is never a matter of payment.
create function tenant.beyond_plan(thing text) returns table (id text)
language sql stable as $$
    select b.id from tenant.plan_limits l cross join lateral (
        (select s.id from tenant.skills s
         where thing = 'skills' and l.skills is not null and s.organisation_id = l.organisation_id and s.status <> 'revoked' and s.expires_at > now()
         order by s.created_at, s.id offset l.skills)
        union all
        (select c.id from tenant.connections c
         where thing = 'connections' and l.connections is not null and c.organisation_id = l.organisation_id
         order by c.created_at, c.id offset l.connections)) b
    where l.organisation_id = tenant.current_organisation()
$$;

-- Arguments: what, and the column that has its id. SQLSTATE SG002; the message is what there is too much of, the hint the plan and how many it allows.
create function tenant.check_beyond() returns trigger
language plpgsql as $$
begin
    if to_jsonb(new) ->> tg_argv[1] in (select b.id from tenant.beyond_plan(tg_argv[0]) b) then
        raise exception using errcode = 'SG002', message = tg_argv[0], hint = (
            select l.plan || ' ' || case tg_argv[0] when 'skills' then l.skills else l.connections end from tenant.plan_limits l where l.organisation_id = new.organisation_id);
    end if;
    return new;
end $$;

drop trigger skills_excess on tenant.skills;
drop function tenant.check_excess(), tenant.is_excess_skill(text);
create trigger skills_beyond before update on tenant.skills
    for each row when (old.purpose is distinct from new.purpose or old.labels is distinct from new.labels) execute function tenant.check_beyond('skills', 'id');

create trigger connections_beyond before update on tenant.connections
    for each row when (old.base_url is distinct from new.base_url or old.regions is distinct from new.regions) execute function tenant.check_beyond('connections', 'id');
create trigger connections_beyond before insert on tenant.skills for each row execute function tenant.check_beyond('connections', 'connection_id');

-- A key that takes the place of another is not one more, and a skill that has nothing left that works gets something.
alter table tenant.skill_keys add column replaces text;     -- the key whose place it takes
create function tenant.has_credential(skill text) returns boolean
language sql stable as $$
    select exists (select from tenant.skill_keys k where k.organisation_id = tenant.current_organisation() and k.skill_id = skill and k.revoked_at is null and k.expires_at > now())
        or exists (select from tenant.skill_clients c where c.organisation_id = tenant.current_organisation() and c.skill_id = skill and c.revoked_at is null and c.expires_at > now())
$$;
create function tenant.check_credential() returns trigger
language plpgsql as $$
begin
    if to_jsonb(new) ->> 'replaces' is null and new.skill_id in (select b.id from tenant.beyond_plan('skills') b) and tenant.has_credential(new.skill_id) then
        raise exception using errcode = 'SG002', message = 'skills', hint = (select l.plan || ' ' || l.skills from tenant.plan_limits l where l.organisation_id = new.organisation_id);
    end if;
    return new;
end $$;
create trigger keys_beyond before insert on tenant.skill_keys for each row execute function tenant.check_credential();
create trigger clients_beyond before insert on tenant.skill_clients for each row execute function tenant.check_credential();
