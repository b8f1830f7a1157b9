-- An approval is bound to all policies that were in force for its skill when it was held, in the order of merging. When it is used, the same ones are in
-- force, and no other: a policy that was attached since, renamed into another place or no longer covers the skill makes it void.

alter table tenant.approvals drop column policies;
alter table tenant.approvals add column policies jsonb not null default '[]';   -- [{"policyId", "version"}]; what waited before this was here is void

-- What is in force for a skill, in the order of merging, as gateways merge it.
create function tenant.policies_for(of_skill tenant.skills) returns jsonb
language sql stable as $$
    select coalesce(jsonb_agg(jsonb_build_object('policyId', p.id, 'version', p.active_version) order by
        case when p.scope like 'skill:%' then 0 when p.scope like 'label:%' then 1 else 2 end,
        case when p.scope like 'label:%' then p.scope end collate "C", p.name collate "C"), '[]')
    from tenant.policies p
    where p.organisation_id = of_skill.organisation_id and p.active_version is not null and p.archived_at is null
      and (p.scope in ('organisation', 'skill:' || of_skill.id) or p.scope = any (select 'label:' || l.name from unnest(of_skill.labels) l (name)))
$$;

-- One attempt of one gateway sends what was approved. The same attempt asked again, over a new connection, gets the same
-- answer; any other gets none. The skill, its locks and the policies are looked at once more: those of the hold, and those that this gateway judges by.
drop function tenant.consume_approval(text, bytea, bytea, text, text, text);
create function tenant.consume_approval(
    of_approval text, of_digest bytea, by_policies jsonb, for_attempt bytea, for_exchange text, by_gateway text, audit_id text,
    out granted boolean, out state text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
begin
    granted := false;
    select * into a from tenant.approvals p where p.organisation_id = tenant.current_organisation() and p.id = of_approval for update;
    if not found then
        return;
    end if;
    state := a.state;
    if a.state = 'consumed' then
        granted := a.attempt = for_attempt and a.gateway_id = by_gateway;
        return;
    end if;
    if a.state <> 'approved' or a.digest <> of_digest or a.policies <> by_policies or a.expires_at <= clock_timestamp()
        or not a.policies @> jsonb_build_array(jsonb_build_object('policyId', a.policy_id, 'version', a.policy_version)) then
        return;
    end if;
    perform from tenant.skills s
    where s.organisation_id = a.organisation_id and s.id = a.skill_id and s.status = 'active' and s.expires_at > clock_timestamp()
      and tenant.policies_for(s) = a.policies and not tenant.is_locked(s, a.session_id);
    if not found then
        return;
    end if;
    update tenant.approvals p
    set state = 'consumed', consumed_at = clock_timestamp(), attempt = for_attempt, gateway_id = by_gateway, exchange_id = for_exchange
    where p.organisation_id = a.organisation_id and p.id = a.id
    returning * into a;
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (a.organisation_id, audit_id, by_gateway, by_gateway, 'approval.consumed', a.id,
        jsonb_build_object('skillId', a.skill_id, 'exchangeId', for_exchange, 'attempt', encode(for_attempt, 'hex')));
    select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.settle_approval(a, 'ApprovalEnded') s;
    granted := true;
    state := a.state;
end $$;
