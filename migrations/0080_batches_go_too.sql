-- What is kept of batches goes with the exchanges that made them, and holds keep what the audit log says of what they hold.

create index on tenant.message_batches (organisation_id, made_at);

-- Whether an entry of the audit log is about something that is held: the hold, what it names, or a session, exchange or approval of that.
create function tenant.is_audit_held(of_target text) returns boolean
language sql stable as $$
    select exists (select from tenant.legal_holds h where h.organisation_id = tenant.current_organisation() and h.lifted_at is null) and (
        exists (
            select from tenant.legal_holds h where h.organisation_id = tenant.current_organisation() and h.lifted_at is null and of_target in (h.id, h.target_id))
        or tenant.is_held(of_target, of_target, of_target)
        or exists (
            select from tenant.sessions s
            where s.organisation_id = tenant.current_organisation() and s.id = of_target and tenant.is_held(s.id, s.skill_id, s.owner_user_id))
        or exists (
            select from tenant.approvals a
            where a.organisation_id = tenant.current_organisation() and a.id = of_target and tenant.is_held(a.session_id, a.skill_id, a.owner_user_id))
        or exists (
            select from tenant.exchanges e
            where e.organisation_id = tenant.current_organisation() and e.id = of_target and tenant.is_held(e.session_id, e.skill_id, e.owner_user_id)))
$$;

create or replace function tenant.purge_audit(most integer) returns integer
language plpgsql security definer set search_path = tenant, pg_temp as $$
declare
    deleted integer;
begin
    delete from audit_log l where l.organisation_id = tenant.current_organisation() and l.id = any (array(
        select a.id from audit_log a
        where a.organisation_id = tenant.current_organisation()
          and a.at < clock_timestamp() - make_interval(days => coalesce((select r.audit_days from retention r where r.organisation_id = a.organisation_id), 400))
          and not tenant.is_audit_held(a.target)
        order by a.id limit most));
    get diagnostics deleted = row_count;
    return deleted;
end $$;

-- What a skill used first is remembered longer than the exchange that did.
create or replace function tenant.let_go(what text, of_exchanges text[], first timestamptz, last timestamptz) returns void
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
        update tenant.skill_seen s set exchange_id = '' where s.organisation_id = tenant.current_organisation() and s.exchange_id = any (of_exchanges);
    end if;
end $$;
