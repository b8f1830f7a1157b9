-- What partners may do with an approval, and how it goes from one state to the next.

-- Whether a lock holds a skill, in this session where one is given. Destinations are known to gateways alone.
create function tenant.is_locked(of_skill tenant.skills, in_session text) returns boolean
language sql stable as $$
    select exists (
        select from tenant.locks l
        where l.organisation_id = of_skill.organisation_id and l.lifted_at is null
          and l.target_id = any (array[of_skill.organisation_id, of_skill.id, of_skill.owner_user_id, of_skill.connection_id, in_session] || of_skill.labels)
          and l.target_id = any (case l.kind
            when 'organisation' then array[of_skill.organisation_id] when 'skill' then array[of_skill.id] when 'person' then array[of_skill.owner_user_id]
            when 'connection' then array[of_skill.connection_id] when 'session' then array[in_session] when 'label' then of_skill.labels else '{}' end))
$$;

create table tenant.grants (
    organisation_id text not null references tenant.organisations,
    id text not null,
    partner_organisation_id text not null references tenant.organisations,
    actions text[] not null,        -- see, decide
    labels text[] not null default '{}',    -- of skills; none: all
    masking text not null default 'full' check (masking in ('full', 'summary')), -- the whole masked view, or what it is about without bodies
    organisation_name text not null default '',
    partner_name text not null default '',
    created_at timestamptz not null default now(),
    created_by text not null,
    until timestamptz not null,
    ended_at timestamptz,
    ended_by_name text,
    ended_by_organisation text,
    primary key (organisation_id, id)
);
create index on tenant.grants (partner_organisation_id);

-- The one condition under which a partner lists, hears of and reads what a grant is about. Who may decide may see.
create function tenant.is_live(of_grant tenant.grants) returns boolean
language sql stable as $$ select of_grant.ended_at is null and of_grant.until > now() and of_grant.actions && array['see', 'decide'] $$;

-- What a partner's inbox lists: rows that belong to the partner, written with the approval and updated with it.
create table tenant.approval_projections (
    partner_organisation_id text not null references tenant.organisations,
    organisation_id text not null,
    organisation_name text not null,
    approval_id text not null,
    grant_id text not null,
    skill_id text not null,
    skill_name text not null,
    stage text not null,
    needed integer not null,
    votes integer not null,
    asked boolean not null,         -- whether this partner is among those who are to decide
    step_up boolean not null,
    how text,
    edit_of text,
    replaced_by text,
    tool text not null,
    destination text not null,
    view_digest bytea not null,     -- of what this partner is shown
    rule text not null,
    severity text not null,
    summary text not null,          -- masked
    state text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    decided_at timestamptz,
    decided_by_name text,
    primary key (partner_organisation_id, approval_id)
);
create index on tenant.approval_projections (partner_organisation_id, created_at desc, approval_id desc);
create index on tenant.approval_projections (organisation_id, approval_id);

-- How an approval goes from one state to the next. Each function runs in the transaction of the organisation that owns
-- the approval, moves the row by compare-and-set, and in the same transaction updates what partners list, tells gateways
-- and writes feeds and audit. It answers with the feed positions it took, so that portals can be told after the commit.

-- Who hears of an approval: its owner, and the partners that list it. Always in the order of their ids, so that two
-- organisations that are partners of each other never wait for one another.
create function tenant.approval_readers(of_approval text) returns setof text
language sql stable as $$
    select r.id from (
        select tenant.current_organisation() as id
        union
        select p.partner_organisation_id from tenant.approval_projections p
        join tenant.grants g on g.organisation_id = p.organisation_id and g.id = p.grant_id
        where p.organisation_id = tenant.current_organisation() and p.approval_id = of_approval and tenant.is_live(g)
    ) r order by r.id collate "C"
$$;

-- What feeds tell of an approval: names, no content. Sessions and exchanges are the owner's own.
create function tenant.approval_payload(of_approval tenant.approvals, for_reader text) returns jsonb
language sql immutable as $$ select jsonb_build_object(
    'organisationId', of_approval.organisation_id, 'state', of_approval.state, 'skillId', of_approval.skill_id, 'skillName', of_approval.skill_name,
    'rule', of_approval.rule, 'severity', of_approval.severity, 'needed', of_approval.needed, 'votes', of_approval.votes)
    || case for_reader when of_approval.organisation_id then jsonb_build_object(
    'sessionId', of_approval.session_id, 'exchangeId', of_approval.exchange_id, 'groups', of_approval.group_ids) else '{}' end $$;

-- Many events of one kind at once: the head of the feed, for which others wait, is locked and moved once.
create function tenant.append_feeds(of_kind text, of_subjects text[], with_payloads jsonb[])
returns table (event_position bigint, event_subject text, event_payload jsonb)
language plpgsql as $$
declare
    at_position bigint;
    many constant bigint := cardinality(of_subjects);
begin
    if many = 0 then
        return;
    end if;
    insert into tenant.feed_heads (organisation_id, position) values (tenant.current_organisation(), many)
    on conflict (organisation_id) do update set position = tenant.feed_heads.position + many
    returning position - many into at_position;
    return query
        insert into tenant.feed (organisation_id, position, kind, subject, payload)
        select tenant.current_organisation(), at_position + e.place, of_kind, e.subject, e.payload
        from unnest(of_subjects, with_payloads) with ordinality as e (subject, payload, place)
        returning position, subject, payload;
end $$;

-- To the feed of each reader; payloads is a list with one for each.
create function tenant.append_approval_feed(
    of_approval tenant.approvals, of_kind text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    own constant text := tenant.current_organisation();
    reader text;
    told jsonb;
begin
    organisations := array(select tenant.approval_readers(of_approval.id));
    positions := '{}';
    payloads := '[]';
    foreach reader in array organisations loop
        perform set_config('saasgate.organisation', reader, true);
        told := tenant.approval_payload(of_approval, reader);
        positions := positions || tenant.append_feed(of_kind, of_approval.id, told);
        payloads := payloads || jsonb_build_array(told);
    end loop;
    perform set_config('saasgate.organisation', own, true);
end $$;

-- What follows every change of state. The row has been updated already; row security leaves out partners whose grant has ended.
create function tenant.settle_approval(of_approval tenant.approvals, of_kind text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
begin
    update tenant.approval_projections p
    set state = of_approval.state, expires_at = of_approval.expires_at, decided_at = of_approval.decided_at, decided_by_name = of_approval.decided_by_name,
        votes = of_approval.votes, how = of_approval.how, replaced_by = of_approval.replaced_by
    where p.organisation_id = of_approval.organisation_id and p.approval_id = of_approval.id;
    -- Who consumed it knows already, and so does who holds the changed request; a vote is no end.
    if of_approval.state <> 'consumed' and of_approval.replaced_by is null and (of_approval.state <> 'pending' or of_kind = 'ApprovalEditRequested') then
        perform platform.append_decision(of_approval.organisation_id, of_approval.id, of_approval.state);
    end if;
    select f.organisations, f.positions, f.payloads into organisations, positions, payloads from tenant.append_approval_feed(of_approval, of_kind) f;
end $$;

-- Time is up for a hold, or for an approval that nobody used.
create function tenant.expire_approval(of_approval text, audit_id text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
begin
    update tenant.approvals p set state = 'expired'
    where p.organisation_id = tenant.current_organisation() and p.id = of_approval and p.state in ('pending', 'approved') and p.expires_at <= clock_timestamp()
    returning * into a;
    if found then
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (a.organisation_id, audit_id, 'system', 'SaaSGate', 'approval.expired', a.id, jsonb_build_object('skillId', a.skill_id, 'rule', a.rule));
        select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.settle_approval(a, 'ApprovalEnded') s;
    end if;
end $$;

-- A stop ends what waits behind it, however much that is, in statements of many rows: the stop itself is not seen before all this is committed.
-- All readers' feeds are written at the end, in the order of their ids.
create function tenant.cancel_approvals(of_approvals text[], by_actor text, by_name text, audit_ids text[])
returns table (approval_id text, organisation_id text, feed_position bigint, payload jsonb)
language plpgsql as $$
declare
    own constant text := tenant.current_organisation();
    ids text[];
    audits text[];
    readers jsonb;              -- reader → [approval]
    reader text;
    subjects text[];
    told jsonb[];
begin
    with gone as (
        update tenant.approvals p set state = 'cancelled'
        from unnest(of_approvals, audit_ids) as g (id, audit)
        where p.organisation_id = own and p.id = g.id and p.state in ('pending', 'approved')
        returning p.id, g.audit)
    select array_agg(id order by id), array_agg(audit order by id) into ids, audits from gone;
    if ids is null then
        return;
    end if;
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    select own, g.audit, by_actor, by_name, 'approval.cancelled', a.id, jsonb_build_object('skillId', a.skill_id, 'rule', a.rule)
    from unnest(ids, audits) as g (id, audit) join tenant.approvals a on a.organisation_id = own and a.id = g.id;
    perform platform.append_decisions(own, ids, 'cancelled');
    update tenant.approval_projections p set state = 'cancelled' where p.organisation_id = own and p.approval_id = any (ids);
    select jsonb_object_agg(r.reader, r.approvals) into readers
    from (select x.reader, jsonb_agg(i.id) as approvals from unnest(ids) as i (id) cross join tenant.approval_readers(i.id) as x (reader) group by x.reader) r;
    for reader in select k from jsonb_object_keys(readers) k order by k collate "C" loop
        perform set_config('saasgate.organisation', own, true);
        select array_agg(a.id order by a.id), array_agg(tenant.approval_payload(a, reader) order by a.id) into subjects, told
        from tenant.approvals a where a.organisation_id = own and a.id = any (array(select jsonb_array_elements_text(readers -> reader)));
        perform set_config('saasgate.organisation', reader, true);
        return query select f.event_subject, reader, f.event_position, f.event_payload from tenant.append_feeds('ApprovalEnded', subjects, told) f;
    end loop;
    perform set_config('saasgate.organisation', own, true);
end $$;

-- One attempt of one gateway sends what was approved. The same attempt asked again, over a new connection, gets the same
-- answer; any other gets none. The skill, its locks and the policies are looked at once more.
create function tenant.consume_approval(
    of_approval text, of_digest bytea, for_attempt bytea, for_exchange text, by_gateway text, audit_id text,
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
    if a.state <> 'approved' or a.digest <> of_digest or a.expires_at <= clock_timestamp() then
        return;
    end if;
    perform from tenant.skills s
    join tenant.policies o on o.organisation_id = s.organisation_id and o.id = a.policy_id and o.active_version = a.policy_version
    where s.organisation_id = a.organisation_id and s.id = a.skill_id and s.status = 'active' and s.expires_at > clock_timestamp()
      and not exists (
        select from jsonb_each_text(a.policies) u
        left join tenant.policies o on o.organisation_id = a.organisation_id and o.id = u.key and o.active_version = u.value::bigint
        where o.id is null)
      and not tenant.is_locked(s, a.session_id);
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
