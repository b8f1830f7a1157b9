-- A finding has the key of the month in which it was made, by its gateway's clock, and stands in the month in which its exchange began: another one where
-- an exchange goes on over midnight, or a gateway was cut off from newer keys. So a key stays while findings of the month before or after are
-- kept, and last month's stays in any case: records that still wait in a spool may need it.
create or replace function tenant.let_months_go(before date) returns void
language plpgsql set timezone = 'UTC' as $$
begin
    delete from tenant.search_words w where w.organisation_id = tenant.current_organisation() and w.month < before and not exists (
        select from tenant.exchanges e where e.organisation_id = w.organisation_id and not e.bodies_gone
          and e.started_at >= w.month and e.started_at < w.month + interval '1 month');
    delete from tenant.fingerprint_keys k where k.organisation_id = tenant.current_organisation() and k.month < before - interval '1 month' and not exists (
        select from tenant.findings f where f.organisation_id = k.organisation_id
          and f.started_at >= k.month - interval '1 month' and f.started_at < k.month + interval '2 months');
end $$;
