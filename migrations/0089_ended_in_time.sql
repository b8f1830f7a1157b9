-- Approvals end with changes that are refused, and keys behind the evidence that they signed.

-- As before, and where the changed request is refused instead of held (by_approval is null), nobody waits for it either: the approval ends at once, and the log says why.
create or replace function tenant.replace_approval(of_approval text, by_approval text, audit_id text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
begin
    update tenant.approvals p set state = 'cancelled', replaced_by = by_approval
    where p.organisation_id = tenant.current_organisation() and p.id = of_approval and p.state = 'pending' and p.edits is not null
    returning * into a;
    if found then
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (a.organisation_id, audit_id, 'system', 'SaaSGate', case when by_approval is null then 'approval.change_refused' else 'approval.replaced' end, a.id,
            jsonb_strip_nulls(jsonb_build_object('skillId', a.skill_id, 'by', by_approval)));
        select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.settle_approval(a, 'ApprovalEnded') s;
    end if;
end $$;

-- Until when a key has said that it signed, in evidence: it is not retired before.
alter table platform.signing_keys add column signed_until timestamptz;
