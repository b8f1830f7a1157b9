-- Who sees and writes which rows: forced row-level security on every tenant table, and its few exceptions.

-- Shows and gives the rows of a table to their own organisation alone. Each migration that makes a table of the tenant schema calls it.
create function tenant.keep_apart(name text) returns void
language plpgsql as $$
begin
    execute format('alter table tenant.%I enable row level security', name);
    execute format('alter table tenant.%I force row level security', name);
    execute format('grant select, insert, update, delete on tenant.%I to saasgate_app', name);
    execute format('create policy own on tenant.%I using (organisation_id = tenant.current_organisation())', name);
end $$;
revoke all on function tenant.keep_apart from public;

select tenant.keep_apart(name) from unnest(array['organisations', 'members', 'api_tokens', 'connections', 'skills', 'skill_keys', 'policies', 'policy_versions',
    'locks', 'sessions', 'exchanges', 'blocks', 'exchange_parts', 'ingest_positions', 'findings', 'approvals', 'grants', 'approval_projections', 'audit_log',
    'feed_heads', 'feed']) as name;
drop policy own on tenant.approval_projections;
revoke update, delete on tenant.audit_log from saasgate_app;

-- The exceptions, each as narrow as its use.
-- A person finds the organisations that they belong to.
create policy own_memberships on tenant.members for select using (user_id = tenant.current_user_id());
-- A partner reads the grants given to it, and while they live the rows that list approvals for it.
create policy given on tenant.grants for select using (partner_organisation_id = tenant.current_organisation());
create policy listed on tenant.approval_projections for select using (
    partner_organisation_id = tenant.current_organisation() and exists (
        select from tenant.grants g
        where g.organisation_id = approval_projections.organisation_id and g.id = approval_projections.grant_id
          and g.partner_organisation_id = approval_projections.partner_organisation_id and tenant.is_live(g)));
-- The organisation that owns an approval writes those rows, for partners with a live grant alone.
create policy shown_to_owner on tenant.approval_projections for select using (organisation_id = tenant.current_organisation());
create policy added_by_owner on tenant.approval_projections for insert with check (
    organisation_id = tenant.current_organisation() and exists (
        select from tenant.grants g
        where g.organisation_id = approval_projections.organisation_id and g.id = approval_projections.grant_id
          and g.partner_organisation_id = approval_projections.partner_organisation_id and tenant.is_live(g)));
create policy changed_by_owner on tenant.approval_projections for update using (
    organisation_id = tenant.current_organisation() and exists (
        select from tenant.grants g
        where g.organisation_id = approval_projections.organisation_id and g.id = approval_projections.grant_id
          and g.partner_organisation_id = approval_projections.partner_organisation_id and tenant.is_live(g)));
-- A transaction bound to a grant (the setting saasgate.grant) reads what that grant lists for its organisation, and no more.
create policy granted on tenant.approvals for select to saasgate_app using (exists (
    select from tenant.approval_projections p
    where p.partner_organisation_id = tenant.current_organisation() and p.organisation_id = approvals.organisation_id and p.approval_id = approvals.id
      and p.grant_id = nullif(current_setting('saasgate.grant', true), '')));
-- The sweep finds overdue holds of all organisations, and sees of them when they end, or escalate, and nothing else.
grant usage on schema tenant to saasgate_platform;
grant select (organisation_id, id, state, expires_at, escalate_at, escalated_at) on tenant.approvals to saasgate_platform;
create policy overdue on tenant.approvals for select to saasgate_platform using (state in ('pending', 'approved'));
-- Open connections of people are held against who belongs where, in all organisations.
grant select (organisation_id, user_id, roles) on tenant.members to saasgate_platform;
create policy belonging on tenant.members for select to saasgate_platform using (roles <> '{}');
