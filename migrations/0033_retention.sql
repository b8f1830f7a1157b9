-- How long recordings are kept, and what keeps them longer. What is let go leaves a deletion record in its session's chain (0030).

-- The organisation's rule, for skills that no label's rule speaks of. Where there is no row it is 30, 90 and 365 days.
create table tenant.retention (
    organisation_id text primary key references tenant.organisations,
    bodies_days integer not null check (bodies_days >= 1),
    findings_days integer not null check (findings_days >= bodies_days),
    metadata_days integer not null check (metadata_days >= findings_days),
    audit_days integer not null default 400 check (audit_days >= 30),
    version bigint not null default 1,  -- for ETags
    updated_at timestamptz not null,
    updated_by text not null
);

create table tenant.retention_labels (
    organisation_id text not null references tenant.organisations,
    label text not null,            -- of skills, as they have it now
    bodies_days integer not null check (bodies_days >= 1),
    findings_days integer not null check (findings_days >= bodies_days),
    metadata_days integer not null check (metadata_days >= findings_days),
    primary key (organisation_id, label)
);

create table tenant.legal_holds (
    organisation_id text not null references tenant.organisations,
    id text not null,
    kind text not null check (kind in ('session', 'skill', 'person', 'incident')),
    target_id text not null,
    reason text not null,
    created_by text not null,
    created_at timestamptz not null,
    lifted_by text,
    lifted_at timestamptz,
    lift_reason text,
    primary key (organisation_id, id),
    check ((lifted_at is null) = (lifted_by is null))
);
create index on tenant.legal_holds (organisation_id, target_id) where lifted_at is null;

select tenant.keep_apart(name) from unnest(array['retention', 'retention_labels', 'legal_holds']) as name;

-- Bodies go first, and what is left of an exchange much later: this finds either without passing the other.
alter table tenant.exchanges add column bodies_gone boolean not null default false;
create index exchanges_due on tenant.exchanges (organisation_id, bodies_gone, started_at);
create index findings_due on tenant.findings (organisation_id, started_at);
-- Of a session of which nothing is left but its chain. One that goes on is as new.
alter table tenant.sessions add column emptied_at timestamptz;

-- What is in force for each skill, with the label whose rule it is ('' for the organisation's own). Of several labels each kind goes by the one that
-- keeps longest. The row of the skill '' is the organisation's own.
create function tenant.retention_terms()
returns table (skill_id text, bodies_days integer, bodies_rule text, findings_days integer, findings_rule text, metadata_days integer, metadata_rule text)
language sql stable as $$
    with own as (
        select coalesce(max(r.bodies_days), 30) as bodies, coalesce(max(r.findings_days), 90) as findings, coalesce(max(r.metadata_days), 365) as metadata
        from tenant.retention r where r.organisation_id = tenant.current_organisation())
    select '', own.bodies, '', own.findings, '', own.metadata, '' from own
    union all
    select s.id,
        coalesce(max(l.bodies_days), max(own.bodies)), coalesce((array_agg(l.label order by l.bodies_days desc nulls last, l.label))[1], ''),
        coalesce(max(l.findings_days), max(own.findings)), coalesce((array_agg(l.label order by l.findings_days desc nulls last, l.label))[1], ''),
        coalesce(max(l.metadata_days), max(own.metadata)), coalesce((array_agg(l.label order by l.metadata_days desc nulls last, l.label))[1], '')
    from tenant.skills s cross join own
    left join tenant.retention_labels l on l.organisation_id = s.organisation_id and l.label = any (s.labels)
    where s.organisation_id = tenant.current_organisation()
    group by s.id
$$;

-- A hold on a person keeps what ran while a skill was theirs, and what skills that are theirs now ever ran.
create function tenant.is_held(of_session text, of_skill text, of_owner text) returns boolean
language sql stable as $$
    select exists (
        select from tenant.legal_holds h
        where h.organisation_id = tenant.current_organisation() and h.lifted_at is null and case h.kind
            when 'session' then h.target_id = of_session
            when 'skill' then h.target_id = of_skill
            when 'person' then h.target_id = of_owner or exists (
                select from tenant.skills s where s.organisation_id = h.organisation_id and s.id = of_skill and s.owner_user_id = h.target_id)
            else exists (
                select from tenant.incident_sessions i where i.organisation_id = h.organisation_id and i.incident_id = h.target_id and i.session_id = of_session) end)
$$;

-- What other features made of exchanges that are let go: of their bodies, their findings, or all of it.
create function tenant.let_go(what text, of_exchanges text[], first timestamptz, last timestamptz) returns void
language plpgsql as $$
begin
    if what = 'bodies' then
        update tenant.search_documents d
        set words = '', new_blocks = '{}', tags = array(select t from unnest(d.tags) t where t not like 'tool:%' and t not like 'host:%')
        where d.organisation_id = tenant.current_organisation() and d.exchange_id = any (of_exchanges) and d.started_at between first and last;
        delete from tenant.exchange_destinations d where d.organisation_id = tenant.current_organisation() and d.exchange_id = any (of_exchanges);
    elsif what = 'findings' then
        update tenant.search_documents d set tags = array(select t from unnest(d.tags) t where t not like 'finding:%')
        where d.organisation_id = tenant.current_organisation() and d.exchange_id = any (of_exchanges) and d.started_at between first and last;
        delete from tenant.exposure_hits h where h.organisation_id = tenant.current_organisation() and h.exchange_id = any (of_exchanges);
    else
        delete from tenant.search_documents d
        where d.organisation_id = tenant.current_organisation() and d.exchange_id = any (of_exchanges) and d.started_at between first and last;
    end if;
end $$;

-- What belongs to a month as a whole goes when nothing of that month is left that it belongs to: words when no body is, keys of fingerprints when no finding is.
create function tenant.let_months_go(before date) returns void
language plpgsql set timezone = 'UTC' as $$
begin
    delete from tenant.search_words w where w.organisation_id = tenant.current_organisation() and w.month < before and not exists (
        select from tenant.exchanges e where e.organisation_id = w.organisation_id and not e.bodies_gone
          and e.started_at >= w.month and e.started_at < w.month + interval '1 month');
    delete from tenant.fingerprint_keys k where k.organisation_id = tenant.current_organisation() and k.month < before and not exists (
        select from tenant.findings f where f.organisation_id = k.organisation_id
          and f.started_at >= k.month and f.started_at < k.month + interval '1 month');
end $$;

-- Months before one, of whatever is partitioned by month, in which no organisation has anything left. Partitions have no row-level security of
-- their own, so their owner sees all rows. One that is in use is left for the next time: nothing waits behind this for longer than a moment.
create function tenant.drop_empty_months(before date) returns text[]
language plpgsql security definer set search_path = tenant, pg_temp set timezone = 'UTC' set lock_timeout = '200ms' as $$
declare
    child record;
    filled boolean;
    dropped text[] := '{}';
begin
    for child in
        select c.oid::regclass as name, c.relname from pg_catalog.pg_inherits i
        join pg_catalog.pg_class c on c.oid = i.inhrelid join pg_catalog.pg_class p on p.oid = i.inhparent
        where p.relnamespace = 'tenant'::regnamespace and p.relkind = 'p' and c.relkind = 'r' and not c.relrowsecurity
          and c.relname ~ '_\d{4}_\d{2}$' and to_date(right(c.relname, 7), 'YYYY_MM') < date_trunc('month', before)
        order by 2
    loop
        begin
            execute format('select exists (select from %s)', child.name) into filled;
            if not filled then
                execute format('lock table %s in access exclusive mode', child.name);
                execute format('select exists (select from %s)', child.name) into filled;
            end if;
            if not filled then
                execute format('drop table %s', child.name);
                dropped := dropped || child.relname::text;
            end if;
        exception when lock_not_available then
            raise notice 'The month % is in use.', child.relname;
        end;
    end loop;
    return dropped;
end $$;

-- The audit log, which nobody may delete from, lets go of what is older than promised: here and nowhere else is that so. What is about something that is held stays.
create function tenant.purge_audit(most integer) returns integer
language plpgsql security definer set search_path = tenant, pg_temp as $$
declare
    deleted integer;
begin
    delete from audit_log l where l.organisation_id = tenant.current_organisation() and l.id = any (array(
        select a.id from audit_log a
        where a.organisation_id = tenant.current_organisation()
          and a.at < clock_timestamp() - make_interval(days => coalesce((select r.audit_days from retention r where r.organisation_id = a.organisation_id), 400))
          and not exists (
            select from legal_holds h where h.organisation_id = a.organisation_id and h.lifted_at is null
              and (a.target in (h.id, h.target_id) or tenant.is_held(a.target, a.target, a.target)))
        order by a.id limit most));
    get diagnostics deleted = row_count;
    return deleted;
end $$;

-- Records that were put aside hold requests, and nobody knows of which skill: they go by the rule that keeps longest, and stay while anything is held.
create function platform.purge_quarantine(before timestamptz, most integer) returns integer
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
    deleted integer;
begin
    delete from quarantine where ctid = any (array(
        select q.ctid from quarantine q
        where q.organisation_id = nullif(current_setting('saasgate.organisation', true), '') and q.at < before limit most));
    get diagnostics deleted = row_count;
    return deleted;
end $$;

create function platform.oldest_in_quarantine() returns timestamptz
language sql stable security definer set search_path = platform, pg_temp as $$
    select min(q.at) from platform.quarantine q where q.organisation_id = nullif(current_setting('saasgate.organisation', true), '')
$$;

revoke all on function tenant.drop_empty_months, tenant.purge_audit, platform.purge_quarantine, platform.oldest_in_quarantine from public;
grant execute on function tenant.drop_empty_months, tenant.purge_audit, platform.purge_quarantine, platform.oldest_in_quarantine to saasgate_app;

-- What partners list of an approval goes with its view, whether or not their grant still lives.
create policy let_go_by_owner on tenant.approval_projections for delete using (organisation_id = tenant.current_organisation());
