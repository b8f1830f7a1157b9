-- What a partner lists follows its grants: what was listed through one that has ended comes back with a new one, and goes over to another that it has. The
-- labels that a partner may know of a skill are listed too, so that its channels can choose by them.

alter table tenant.approval_projections add column labels text[] not null default '{}'; -- of the skill, as far as the grant names any; all where it names none

create policy taken_back_by_owner on tenant.approval_projections for delete using (organisation_id = tenant.current_organisation());

-- Lists approvals for partners: a new one for all of them; or, since a grant began or ended, all for its partner that wait or were listed through a grant that is
-- over. A partner with several grants lists one once, through the one that allows most. Approvals are locked as long: a decision is listed before or after.
drop function tenant.list_for_partners(text, text);
create function tenant.list_for_partners(of_approval text, of_grant text) returns void
language plpgsql as $$
declare
    own constant text := tenant.current_organisation();
    partner constant text := (select g.partner_organisation_id from tenant.grants g where g.organisation_id = own and g.id = of_grant);
    wanted text[] := array[of_approval];
begin
    if of_grant is not null then
        wanted := array(
            select a.id from tenant.approvals a
            left join tenant.approval_projections p on p.organisation_id = a.organisation_id and p.approval_id = a.id and p.partner_organisation_id = partner
            where a.organisation_id = own and ((a.state = 'pending' and a.expires_at > now()) or (p.approval_id is not null and not exists (
                select from tenant.grants g where g.organisation_id = p.organisation_id and g.id = p.grant_id and tenant.is_live(g))))
            order by a.id for share of a);
        delete from tenant.approval_projections p
        where p.organisation_id = own and p.partner_organisation_id = partner and p.approval_id = any (wanted) and exists (
            select from tenant.grants g join tenant.skills s on s.organisation_id = g.organisation_id and s.id = p.skill_id
            where g.organisation_id = own and g.partner_organisation_id = partner and tenant.is_live(g) and (cardinality(g.labels) = 0 or g.labels && s.labels));
    end if;
    insert into tenant.approval_projections (partner_organisation_id, organisation_id, organisation_name, approval_id, grant_id, skill_id, skill_name, labels, stage, needed, votes,
        asked, step_up, how, edit_of, replaced_by, tool, destination, view_digest, rule, severity, summary, state, created_at, expires_at, decided_at, decided_by_name)
    select distinct on (a.id, g.partner_organisation_id) g.partner_organisation_id, a.organisation_id, o.name, a.id, g.id, a.skill_id, a.skill_name,
        case cardinality(g.labels) when 0 then s.labels else array(select l from unnest(s.labels) l where l = any (g.labels)) end, a.stage, a.needed, a.votes,
        'decide' = any (g.actions) and cardinality(a.roles) = 0 and (cardinality(a.reviewers) = 0 or exists (
            select from tenant.reviewer_group_members m
            where m.organisation_id = a.organisation_id and m.group_id = any (a.group_ids) and m.member_id = g.partner_organisation_id)),
        a.step_up, a.how, a.edit_of, a.replaced_by, a.tool, a.destination,
        case g.masking when 'summary' then coalesce(a.summary_digest, '') else a.view_digest end, a.rule, a.severity, case g.masking when 'summary' then '' else a.summary end, a.state, a.created_at, a.expires_at, a.decided_at, a.decided_by_name
    from tenant.approvals a
    join tenant.organisations o on o.organisation_id = a.organisation_id
    join tenant.skills s on s.organisation_id = a.organisation_id and s.id = a.skill_id
    join tenant.grants g on g.organisation_id = a.organisation_id and tenant.is_live(g) and (cardinality(g.labels) = 0 or g.labels && s.labels)
    where a.organisation_id = own and a.id = any (wanted) and (of_grant is null or g.partner_organisation_id = partner)
    order by a.id, g.partner_organisation_id, 'decide' = any (g.actions) desc, g.masking, g.until desc
    on conflict do nothing;
end $$;

-- As before; what the partner can see through another grant, it sees at once.
-- Either side ends a grant, in its own transaction. From then on row security shows the partner nothing, and a decision that came later finds none.
create or replace function tenant.end_grant(
    of_grant text, by_user text, by_name text, own_audit_id text, other_audit_id text,
    out outcome text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    own constant text := tenant.current_organisation();
    g tenant.grants;
    called text;
    said jsonb;
begin
    outcome := 'not_found';
    select * into g from tenant.grants v where v.id = of_grant and own in (v.organisation_id, v.partner_organisation_id);
    if not found then
        return;
    end if;
    select o.name into called from tenant.organisations o where o.organisation_id = own;
    perform set_config('saasgate.organisation', g.organisation_id, true);
    update tenant.grants v set ended_at = clock_timestamp(), ended_by_name = by_name, ended_by_organisation = own
    where v.organisation_id = g.organisation_id and v.id = g.id and v.ended_at is null
    returning * into g;
    if not found then
        perform set_config('saasgate.organisation', own, true);
        outcome := 'ended';
        return;
    end if;
    perform tenant.list_for_partners(null, g.id);
    said := jsonb_build_object('organisationId', g.organisation_id, 'partnerId', g.partner_organisation_id, 'partnerName', g.partner_name, 'endedBy', own);
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (g.organisation_id, case own when g.organisation_id then own_audit_id else other_audit_id end, by_user,
        case own when g.organisation_id then by_name else by_name || ' (' || called || ')' end, 'grant.ended', g.id, said);
    perform set_config('saasgate.organisation', g.partner_organisation_id, true);
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (g.partner_organisation_id, case own when g.partner_organisation_id then own_audit_id else other_audit_id end, by_user,
        case own when g.partner_organisation_id then by_name else by_name || ' (' || called || ')' end, 'grant.ended', g.id, said);
    perform set_config('saasgate.organisation', own, true);
    select t.organisations, t.positions, t.payloads into organisations, positions, payloads
    from tenant.tell_of_grant(g.id, g.organisation_id, g.partner_organisation_id, 'ended') t;
    outcome := 'done';
end $$;
