-- Plans that keep what was sent and answered for a number of days at most. What was promised stays: each exchange is kept by the plan that promised most, of those in force from its
-- beginning on. What began before there was a plan is kept as the organisation says.

-- What plans promised, and since when; a row whenever that changes. Null days: as long as the organisation says.
create table tenant.plan_recordings (
    organisation_id text not null references tenant.organisations,
    since timestamptz not null,
    plan text,                              -- null: billing is off
    days integer,
    primary key (organisation_id, since)
);
select tenant.keep_apart('plan_recordings');

create function tenant.note_recording_days() returns trigger
language plpgsql as $$
begin
    insert into tenant.plan_recordings (organisation_id, since, plan, days) values (coalesce(new.organisation_id, old.organisation_id), now(), new.plan, new.recording_days)
    on conflict (organisation_id, since) do update set plan = excluded.plan, days = excluded.days;
    return null;
end $$;
create trigger recordings_promised after insert or delete on tenant.plan_limits for each row execute function tenant.note_recording_days();
create trigger recordings_promised_anew after update on tenant.plan_limits
    for each row when (old.recording_days is distinct from new.recording_days) execute function tenant.note_recording_days();
insert into tenant.plan_recordings (organisation_id, since, plan, days) select organisation_id, now(), plan, recording_days from tenant.plan_limits;

-- For how many days plans keep bodies at most, by when an exchange began. Never null in between: the spans fill all time, and the later, the fewer days.
create function tenant.recording_caps() returns table (since timestamptz, until timestamptz, days integer, plan text)
language sql stable as $$
    with turns as (
        select '-infinity'::timestamptz as since, null::text as plan, null::integer as days
        union all
        select r.since, r.plan, r.days from tenant.plan_recordings r where r.organisation_id = tenant.current_organisation()),
    promised as (select t.since, t.plan, max(coalesce(t.days, 2147483647)) over (order by t.since desc) as days from turns t),
    spans as (select min(p.since) as since, p.days, (array_agg(p.plan order by p.since desc))[1] as plan from promised p group by p.days)
    select s.since, coalesce(lead(s.since) over (order by s.since), 'infinity'), nullif(s.days, 2147483647), s.plan from spans s
$$;

-- What is in force for each skill and span of beginnings, with the rule that says so: a label's, the plan's, or '' for the organisation's own. Of several labels each kind goes by
-- the one that keeps longest. Rows of the skill '' are the organisation's own.
drop function tenant.retention_terms();
create function tenant.retention_terms()
returns table (
    skill_id text, since timestamptz, until timestamptz, bodies_days integer, bodies_rule text, findings_days integer, findings_rule text, metadata_days integer, metadata_rule text)
language sql stable as $$
    with own as (
        select coalesce(max(r.bodies_days), 30) as bodies, coalesce(max(r.findings_days), 90) as findings, coalesce(max(r.metadata_days), 365) as metadata
        from tenant.retention r where r.organisation_id = tenant.current_organisation()),
    rules (skill_id, bodies, bodies_rule, findings, findings_rule, metadata, metadata_rule) as (
        select '', own.bodies, '', own.findings, '', own.metadata, '' from own
        union all
        select s.id,
            coalesce(max(l.bodies_days), max(own.bodies)), coalesce('label ' || (array_agg(l.label order by l.bodies_days desc nulls last, l.label))[1], ''),
            coalesce(max(l.findings_days), max(own.findings)), coalesce('label ' || (array_agg(l.label order by l.findings_days desc nulls last, l.label))[1], ''),
            coalesce(max(l.metadata_days), max(own.metadata)), coalesce('label ' || (array_agg(l.label order by l.metadata_days desc nulls last, l.label))[1], '')
        from tenant.skills s cross join own
        left join tenant.retention_labels l on l.organisation_id = s.organisation_id and l.label = any (s.labels)
        where s.organisation_id = tenant.current_organisation()
        group by s.id)
    select r.skill_id, c.since, c.until, least(r.bodies, c.days), case when c.days < r.bodies then 'plan ' || c.plan else r.bodies_rule end,
        r.findings, r.findings_rule, r.metadata, r.metadata_rule
    from rules r cross join tenant.recording_caps() c
$$;

-- By which records that were put aside go, nobody knows of which skill they are: the rule that keeps longest, and no longer than the plan does.
create function tenant.quarantine_terms() returns table (since timestamptz, until timestamptz, days integer)
language sql stable as $$
    select c.since, c.until, least(c.days, greatest(
        (select max(t.bodies_days) from tenant.retention_terms() t), (select max(l.bodies_days) from tenant.retention_labels l where l.organisation_id = tenant.current_organisation())))
    from tenant.recording_caps() c
$$;

drop function platform.purge_quarantine(timestamptz, integer), platform.oldest_in_quarantine();
create function platform.purge_quarantine(since timestamptz, before timestamptz, most integer) returns integer
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
    deleted integer;
begin
    delete from quarantine where ctid = any (array(
        select q.ctid from quarantine q
        where q.organisation_id = nullif(current_setting('saasgate.organisation', true), '') and q.at >= since and q.at < before limit most));
    get diagnostics deleted = row_count;
    return deleted;
end $$;

create function platform.oldest_in_quarantine(since timestamptz, until timestamptz) returns timestamptz
language sql stable security definer set search_path = platform, pg_temp as $$
    select min(q.at) from platform.quarantine q where q.organisation_id = nullif(current_setting('saasgate.organisation', true), '') and q.at >= since and q.at < until
$$;

revoke all on function platform.purge_quarantine, platform.oldest_in_quarantine from public;
grant execute on function platform.purge_quarantine, platform.oldest_in_quarantine to saasgate_app;
