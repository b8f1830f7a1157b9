using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;
using Lock = SaaSGate.Contracts.Ids.Lock;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>
/// The steps by which a person leaves, in one transaction of their organisation. Each step is one round trip: while they are taken, what the person left behind runs on.
/// </summary>
internal sealed class Leaving(NpgsqlConnection connection, TimeProvider clock, string organisation, string userId, Actor actor, CancellationToken cancellationToken)
{
    private const string StopReason = "The person has left.";

    private const string KeyReason = "The key's owner has left.";

    private const string LockSql = "select true as is_here from tenant.members where organisation_id = @organisation and user_id = @userId for update";

    private (string OnLeaving, NamedReference? Successor, bool Lost) _rule = ("revoke", null, false);
    private Known? _known;
    private string _stop = "";
    private string[] _owned = [];
    private string[] _changing = [];

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The row of the offboarding, <c>ofb_…</c>.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Whether they leave with this; false where they had left before.</summary>
    public bool Began => _known is null;

    /// <summary>Whether there is such a person, who is locked: one word at a time.</summary>
    public Task<bool> LockPersonAsync() => connection.ValueAsync<bool>(LockSql, new { organisation, userId }, cancellationToken);

    /// <summary>The person, who is locked: one word at a time; what is to become of their skills, which skills those are, and whether they had left before.</summary>
    /// <returns>False where there is no such person.</returns>
    public async Task<bool> LookAsync()
    {
        var batch = new SqlBatch(connection);
        var person = batch.First<Person>(LockSql, new { organisation, userId });
        var rule = batch.First<Rule>(
            """
            select r.on_leaving, r.successor_user_id, m.display_name as successor_name,
                coalesce(m.status = 'active' and (m.roles <> '{}' or m.source <> 'local') and m.user_id <> @userId, false) as usable
            from tenant.offboarding_rules r
            left join tenant.members m on m.organisation_id = r.organisation_id and m.user_id = r.successor_user_id
            where r.organisation_id = @organisation
            """, new { organisation, userId });
        var known = batch.First<Known>(
            "select id, lock_id, report from tenant.offboardings where organisation_id = @organisation and user_id = @userId and returned_at is null",
            new { organisation, userId });
        var skills = batch.List<OwnedSkill>(
            """
            select id, left_by from tenant.skills where organisation_id = @organisation and owner_user_id = @userId and status <> 'revoked'
            order by id for update
            """, new { organisation, userId });
        await batch.SendAsync(cancellationToken);

        // A successor who is not here any more gets none.
        _rule = rule() switch
        {
            null => ("revoke", null, false),
            { OnLeaving: "reassign", Usable: false } => ("suspend", null, true),
            { OnLeaving: "reassign" } to => ("reassign", new(to.SuccessorUserId!, to.SuccessorName!), false),
            { OnLeaving: var other } => (other, null, false),
        };
        _known = known();
        (Id, _stop) = _known is { Id: var id, LockId: var stop } ? (id, stop) : (Id<Contracts.Ids.Offboarding>.New(clock).Value, Id<Lock>.New(clock).Value);
        // What they left suspended before stays so, but its keys end as all do.
        _owned = [.. skills().Select(skill => skill.Id)];
        _changing = [.. skills().Where(skill => _rule.OnLeaving != "suspend" || skill.LeftBy != userId).Select(skill => skill.Id)];
        return person() is not null;
    }

    /// <summary>
    /// Ends what they have here: roles, sign-ins, ways to be told of anything; skills, keys, tokens, groups and likes. All of it without the locks of the logs,
    /// for which others wait.
    /// </summary>
    public async Task<OffboardingReport> EndAsync()
    {
        var (now, person) = (Now, new { organisation, userId });
        var batch = new SqlBatch(connection);
        batch.Run(
            """
            update tenant.members set roles_then = case status when 'active' then roles else roles_then end, roles = '{}', status = 'inactive',
                inactive_at = coalesce(inactive_at, @now), signed_out_at = @now
            where organisation_id = @organisation and user_id = @userId
            """, new { organisation, userId, now });
        batch.Run("delete from tenant.push_subscriptions where organisation_id = @organisation and user_id = @userId", person);
        batch.Run("delete from tenant.channel_people where organisation_id = @organisation and user_id = @userId", person);
        var changed = batch.List<SkillRow>(
            """
            update tenant.skills s
            set status = case @rule when 'revoke' then 'revoked' when 'suspend' then 'suspended' else s.status end, owner_user_id = coalesce(@successor, s.owner_user_id), version = s.version + 1,
                confirm_lock = case @rule when 'revoke' then null else s.confirm_lock end,
                left_by = case when @rule = 'suspend' or (@rule = 'reassign' and s.left_by is not null) then @userId end
            where s.organisation_id = @organisation and s.id = any (@skills)
            returning s.id, s.name, case @rule when 'revoke' then 'revoked' when 'suspend' then 'suspended' else 'reassigned' end as outcome, (
                select coalesce(sum(e.open_exchanges), 0)::int from tenant.sessions e
                where e.organisation_id = s.organisation_id and e.skill_id = s.id and e.open_exchanges > 0) as open_streams
            """, new { organisation, userId, rule = _rule.OnLeaving, successor = _rule.Successor?.Id, skills = _changing });
        var revoked = batch.List<OffboardedCredential>(
            """
            with keys as (
                update tenant.skill_keys set revoked_at = @now where organisation_id = @organisation and skill_id = any (@skills) and revoked_at is null
                returning id, hint, skill_id),
            clients as (
                update tenant.skill_clients set revoked_at = @now where organisation_id = @organisation and skill_id = any (@skills) and revoked_at is null
                returning id, hint, skill_id),
            mappings as (
                update tenant.issuer_mappings m set removed_at = @now from tenant.trusted_issuers i
                where m.organisation_id = @organisation and m.skill_id = any (@skills) and m.removed_at is null and i.organisation_id = m.organisation_id and i.id = m.issuer_id
                returning m.id, i.name, m.skill_id)
            select id, hint as name, skill_id from keys
            union all
            select id, hint, skill_id from clients cross join lateral platform.forget_client(@organisation, id)
            union all
            select id, name, skill_id from mappings
            """, new { organisation, skills = _owned, now });

        // A token of the directory speaks for the directory: it goes on to say who leaves, and says nothing else any more (ApiTokenStore).
        var tokensOf = batch.List<TokenRow>(
            """
            update tenant.api_tokens set revoked_at = case when scopes = '{scim}' then null else @now end
            where organisation_id = @organisation and created_by = @userId and revoked_at is null and expires_at > @now
            returning id, name, scopes = '{scim}' as scim
            """, new { organisation, userId, now });
        var groupsOf = batch.List<GroupRow>(
            """
            with gone as (
                delete from tenant.reviewer_group_members where organisation_id = @organisation and member_id = @userId returning group_id)
            update tenant.reviewer_groups g set version = version + 1 from gone where g.organisation_id = @organisation and g.id = gone.group_id
            returning g.id, g.name, not exists (
                select from tenant.reviewer_group_members m where m.organisation_id = g.organisation_id and m.group_id = g.id and m.member_id <> @userId) as empty
            """, person);
        var likes = batch.Run(
            """
            update tenant.approval_likes set revoked_at = @now, revoked_by_name = @name
            where organisation_id = @organisation and person = @userId and revoked_at is null and until > @now
            """, new { organisation, userId, now, name = actor.Name });
        var left = batch.First<Left>(
            """
            select 'people' = any (tenant.permissions_of(m.roles_then)) and not exists (
                    select from tenant.members o where o.organisation_id = m.organisation_id and o.roles <> '{}' and 'people' = any (tenant.permissions_of(o.roles))) as admin,
                'owner' = any (m.roles_then) and not exists (select from tenant.members o where o.organisation_id = m.organisation_id and 'owner' = any (o.roles)) as owner
            from tenant.members m where m.organisation_id = @organisation and m.user_id = @userId
            """, person);
        var waiting = Waiting(batch);
        await batch.SendAsync(cancellationToken);

        var (keys, tokens, groups) = (revoked(), tokensOf(), groupsOf());
        OffboardedSkill[] skills =
            [.. changed().OrderBy(row => row.Name, StringComparer.Ordinal).Select(row => new OffboardedSkill(row.Id, row.Name, row.Outcome, row.OpenStreams, _rule.Successor))];
        return new()
        {
            Skills = skills,
            Keys = keys,
            Tokens = [.. tokens.Where(token => !token.Scim).Select(token => new OffboardedCredential(token.Id, token.Name, null))],
            ReviewerGroups = groups.ConvertAll(group => new NamedReference(group.Id, group.Name)),
            Likes = likes(),
            Approvals = waiting().Count,
            Needs =
            [
                .. skills.Where(skill => skill.Outcome == "suspended").Select(skill => new OffboardingNeed("skill", skill.Id, skill.Name)),
                .. skills.Where(skill => skill.Outcome == "reassigned" && keys.Exists(key => key.SkillId == skill.Id)).Select(skill => new OffboardingNeed("skill_key", skill.Id, skill.Name)),
                .. groups.Where(group => group.Empty).Select(group => new OffboardingNeed("reviewer_group", group.Id, group.Name)),
                .. tokens.Where(token => token.Scim).Select(token => new OffboardingNeed("scim_token", token.Id, token.Name)),
                .. left() is { Admin: true } ? [new OffboardingNeed("admin", organisation, "")] : Array.Empty<OffboardingNeed>(),
                .. left() is { Owner: true } ? [new OffboardingNeed("owner", organisation, "")] : Array.Empty<OffboardingNeed>(),
                .. _rule.Lost && skills.Length > 0 ? [new OffboardingNeed("successor", organisation, "")] : Array.Empty<OffboardingNeed>(),
            ],
        };
    }

    /// <summary>Keeps what ended, and tells the logs of it, in their order: stops, the person's before those of keys; views; decisions and feeds.</summary>
    /// <returns>The events of feeds, of this organisation and of partners whose held requests ended with it.</returns>
    public async Task<List<FeedAppended>> KeepAsync(OffboardingReport report, OffboardingCause cause)
    {
        var facts = new { ownerLeft = userId };
        var batch = new SqlBatch(connection);
        batch.Audit(
            clock, actor,
            [
                .. report.Skills.Select(skill => ($"skill.{skill.Outcome}", skill.Id, (object)facts)),
                .. report.Keys.Select(key => (key.IsMapping ? "issuer.unmapped" : "key.revoked", key.Id, (object)facts)),
                .. report.Tokens.Select(token => ("token.revoked", token.Id, (object)facts)),
            ]);
        Keep(batch, report, cause);
        batch.Audit(clock, actor, Began ? "person.offboarded" : "person.offboarded_again", userId, new { offboardingId = Id, cause.Kind, cause.Source, cause.Detail });
        if (Began || report.Keys.Count > 0)
            batch.BeforeStop();
        if (Began)
            Stop(batch, "person", [(userId, _stop)], StopReason);
        Stop(batch, "credential", [.. report.Keys.Select(key => (key.Id, Id<Lock>.New(clock).Value))], KeyReason);
        if (report.Skills.Count > 0 || report.Keys.Any(key => key.IsMapping))
            batch.AppendView();
        var waiting = Waiting(batch);
        await batch.SendAsync(cancellationToken);

        var feeds = await ApprovalCancelling.CancelAsync(connection, clock, waiting().ConvertAll(row => row.Id), actor, cancellationToken);
        feeds.AddRange(await TellAsync(report));
        return feeds;
    }

    /// <summary>All of it for nobody, from an organisation that is not there: it changes nothing and takes no lock of the logs.</summary>
    public async Task RehearseAsync()
    {
        await LookAsync();
        var batch = new SqlBatch(connection);
        Keep(batch, await EndAsync(), new("", "", null));
        Waiting(batch);
        await batch.SendAsync(cancellationToken);
    }

    public async Task LiftAsync(string stop)
    {
        if (await connection.RunAsync(
            "update tenant.locks set lifted_by = @actor, lifted_at = @now where organisation_id = @organisation and id = @stop and lifted_at is null",
            new { organisation, stop, actor = actor.Id, now = Now }, cancellationToken) == 1)
            await connection.RunAsync("select platform.append_stop(@organisation, 'person', @userId, @stop, true)", new { organisation, userId, stop }, cancellationToken);
    }

    private async Task<IEnumerable<FeedAppended>> TellAsync(OffboardingReport report)
    {
        var batch = new SqlBatch(connection);
        string[] touched = [.. report.Skills.Select(skill => skill.Id).Union(report.Keys.Select(key => key.SkillId!))];
        var skills = touched.Length == 0 ? null : batch.List<FeedEvent>(
            """
            select tenant.append_feed('SkillChanged', s.id, jsonb_build_object('name', s.name, 'status', s.status)) as position, now() as at, 'SkillChanged' as kind, s.id as subject,
                jsonb_build_object('name', s.name, 'status', s.status) as payload
            from tenant.skills s where s.organisation_id = @organisation and s.id = any (@skills) order by s.id
            """, new { organisation, skills = touched });
        var person = !Began && touched.Length == 0 ? null : batch.AppendFeed(
            "MemberChanged", userId, new { kind = "person", targetId = userId, stopped = true, status = "inactive", offboardingId = Id });
        await batch.SendAsync(cancellationToken);
        FeedEvent?[] told = [.. skills?.Invoke() ?? [], person?.Invoke()];
        return told.OfType<FeedEvent>().Select(one => new FeedAppended(organisation, one));
    }

    /// <summary>A new row, or one more word in the one that there is.</summary>
    private void Keep(SqlBatch batch, OffboardingReport report, OffboardingCause cause) => batch.Run(
        """
        insert into tenant.offboardings (organisation_id, id, user_id, at, lock_id, causes, report)
        select organisation_id, @id, user_id, @now, @stop, jsonb_build_array(@cause::jsonb), @report::jsonb
        from tenant.members where organisation_id = @organisation and user_id = @userId
        on conflict (organisation_id, id) do update set report = excluded.report, causes = case
            when offboardings.causes @> jsonb_build_array(@cause::jsonb - 'at') then offboardings.causes
            when jsonb_array_length(offboardings.causes) < @most then offboardings.causes || excluded.causes
            else (offboardings.causes - (@most - 1)) || excluded.causes end
        """,
        new
        {
            organisation,
            id = Id,
            userId,
            now = Now,
            stop = _stop,
            cause = JsonSerializer.Serialize(new OffboardingCauseView(cause.Kind, cause.Source, cause.Detail, Now, actor.Name), JsonSerializerOptions.Web),
            report = JsonSerializer.Serialize(
                _known is null ? report : _known.Report.Deserialize<OffboardingReport>(JsonSerializerOptions.Web)!.With(report), JsonSerializerOptions.Web),
            most = OffboardingStore.MostCauses,
        });

    /// <summary>Locks and their rows in the stop log, in the order given.</summary>
    private void Stop(SqlBatch batch, string kind, IReadOnlyList<(string Target, string Lock)> stops, string reason)
    {
        if (stops.Count == 0)
            return;
        var (locks, targets) = (stops.Select(stop => stop.Lock).ToArray(), stops.Select(stop => stop.Target).ToArray());
        batch.Run(
            """
            insert into tenant.locks (organisation_id, id, kind, target_id, reason, created_by)
            select @organisation, l.id, @kind, l.target, @reason, @actor from unnest(@locks, @targets) as l (id, target)
            """,
            new { organisation, kind, reason, actor = actor.Id, locks, targets });
        batch.Call("select platform.append_stop(@organisation, @kind, l.target, l.id, false) from unnest(@locks, @targets) as l (id, target)", new { organisation, kind, locks, targets });
    }

    /// <summary>What waits of the skills that were theirs.</summary>
    private Func<List<IdRow>> Waiting(SqlBatch batch) => batch.List<IdRow>(
        "select id from tenant.approvals where organisation_id = @organisation and state in ('pending', 'approved') and skill_id = any (@skills) order by id",
        new { organisation, skills = _owned });

    private sealed record Person(bool IsHere);

    private sealed record Rule(string OnLeaving, string? SuccessorUserId, string? SuccessorName, bool Usable);

    private sealed record Known(string Id, string LockId, JsonElement Report);

    private sealed record OwnedSkill(string Id, string? LeftBy);

    private sealed record SkillRow(string Id, string Name, string Outcome, int OpenStreams);

    private sealed record TokenRow(string Id, string Name, bool Scim);

    private sealed record GroupRow(string Id, string Name, bool Empty);

    private sealed record Left(bool Admin, bool Owner);

    private sealed record IdRow(string Id);
}
