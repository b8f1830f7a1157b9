-- Keys begin and cease to sign behind what they signed, though each process goes by a clock of its own; and what refers to what retention let go.

-- A key that signs: it stays the present one until the transaction ends, unless it is that no more. Nothing of a key that is not known.
create function platform.use_signing_key(of_key text) returns table (began_at timestamptz, is_retired boolean)
language sql security definer set search_path = platform, pg_temp as $$
    select k.created_at, k.retired_at is not null from signing_keys k where k.id = of_key for share
$$;
revoke all on function platform.use_signing_key from public;
grant execute on function platform.use_signing_key to saasgate_app;

-- Who retires a key sees when it signed last, in whatever organisation, and sees nothing else of checkpoints.
create index checkpoints_of_key on tenant.checkpoints (key_id, at);
grant select (key_id, at) on tenant.checkpoints to saasgate_platform;
create policy signed on tenant.checkpoints for select to saasgate_platform using (true);

create index on tenant.backtest_differences (organisation_id, exchange_id);

-- As before, and a list's hit goes on to the exchange that saw the value last, where that is left; what a backtest said of an exchange goes with it.
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
        update tenant.exposure_hits h set exchange_id = e.id, first_seen_at = h.last_seen_at
        from tenant.exchanges e
        where h.organisation_id = tenant.current_organisation() and h.exchange_id = any (of_exchanges)
          and e.organisation_id = h.organisation_id and e.session_id = h.session_id and e.started_at = h.last_seen_at and e.id <> all (of_exchanges)
          and exists (select from tenant.findings f where f.organisation_id = e.organisation_id and f.exchange_id = e.id and f.started_at = e.started_at);
        delete from tenant.exposure_hits h where h.organisation_id = tenant.current_organisation() and h.exchange_id = any (of_exchanges);
    else
        delete from tenant.search_documents d
        where d.organisation_id = tenant.current_organisation() and d.exchange_id = any (of_exchanges) and d.started_at between first and last;
        update tenant.skill_seen s set exchange_id = '' where s.organisation_id = tenant.current_organisation() and s.exchange_id = any (of_exchanges);
        delete from tenant.backtest_differences d where d.organisation_id = tenant.current_organisation() and d.exchange_id = any (of_exchanges);
    end if;
end $$;
