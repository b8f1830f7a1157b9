-- A group whose people have all left, lost the role or own the skill decides nothing, though it has people in it: who manages is asked then, as where nobody is in
-- it. And who was asked from the beginning is asked on when others are asked too.
alter table tenant.approvals add column first_groups integer; -- how many of group_ids were asked before it escalated; null: all of them

-- Whether any of these groups has somebody in it who could decide: a person with the right and a role that the rule asks for, or a partner as
-- far as its grant goes and no role is asked for.
create function tenant.can_any_decide(a tenant.approvals, groups text[]) returns boolean
language sql stable as $$
    select exists (
        select from tenant.reviewer_group_members g
        where g.organisation_id = a.organisation_id and g.group_id = any (groups) and case
            when exists (select from tenant.members m where m.organisation_id = a.organisation_id and m.user_id = g.member_id)
            then 'decide' = any (tenant.permissions_of_person(g.member_id)) and not tenant.owns_skill(a, g.member_id)
                and (cardinality(a.roles) = 0 or a.roles && tenant.roles_of(g.member_id))
            else cardinality(a.roles) = 0 and exists (
                select from tenant.grants p join tenant.skills s on s.organisation_id = a.organisation_id and s.id = a.skill_id
                where p.organisation_id = a.organisation_id and p.partner_organisation_id = g.member_id and tenant.is_live(p) and 'decide' = any (p.actions)
                  and (cardinality(p.labels) = 0 or p.labels && s.labels))
        end)
$$;

-- As before, with what is said above.
create or replace function tenant.is_asked(a tenant.approvals, person text, by_organisation text, with_roles text[]) returns boolean
language sql stable as $$
    select case
        when cardinality(a.reviewers) = 0 then true
        when exists (
            select from tenant.reviewer_group_members m
            where m.organisation_id = a.organisation_id and m.group_id = any (a.group_ids) and m.member_id in (person, nullif(by_organisation, a.organisation_id)))
        then true
        when by_organisation = a.organisation_id and 'manage' = any (tenant.permissions_of(with_roles))
        then not tenant.can_any_decide(a, a.group_ids[1:coalesce(a.first_groups, cardinality(a.group_ids))])
        else false
    end and (cardinality(a.roles) = 0 or (by_organisation = a.organisation_id and a.roles && with_roles))
$$;

-- As before, and keeps who was asked first.
create or replace function tenant.escalate_approval(of_approval text, audit_id text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
begin
    update tenant.approvals p set escalated_at = clock_timestamp(), first_groups = cardinality(p.group_ids), group_ids = p.group_ids || array(
        select g.id from tenant.reviewer_groups g
        where g.organisation_id = p.organisation_id and g.name = any (p.escalate_to) and not g.id = any (p.group_ids) order by g.id)
    where p.organisation_id = tenant.current_organisation() and p.id = of_approval and p.state = 'pending' and p.escalated_at is null
      and p.escalate_at <= clock_timestamp() and p.expires_at > clock_timestamp()
    returning * into a;
    if found then
        update tenant.approval_projections p set asked = true
        where p.organisation_id = a.organisation_id and p.approval_id = a.id and cardinality(a.roles) = 0 and exists (
            select from tenant.reviewer_group_members m
            where m.organisation_id = a.organisation_id and m.group_id = any (a.group_ids) and m.member_id = p.partner_organisation_id);
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (a.organisation_id, audit_id, 'system', 'SaaSGate', 'approval.escalated', a.id,
            jsonb_build_object('skillId', a.skill_id, 'rule', a.rule, 'to', a.escalate_to));
        select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.append_approval_feed(a, 'ApprovalEscalated') s;
    end if;
end $$;
