using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Policies;

/// <summary>Versions of policies, which never change: an edit is a new one. Documents that are put in force were checked by the caller.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class PolicyVersionStore(TenantDatabase tenants, TimeProvider clock)
{
    private static readonly string Columns = $"""
        v.version, {PolicyWrites.State} as state, v.scope, v.note, v.based_on, v.created_at, v.created_by as created_by_id, {ActorNames.Of("v.created_by")} as created_by_name,
        v.review_asked_at, v.activated_at, {ActorNames.Of("v.activated_by")} as activated_by_name, coalesce(p.shadow_version = v.version, false) as in_shadow,
        (select count(*)::int from tenant.policy_comments c where c.organisation_id = v.organisation_id and c.policy_id = v.policy_id and c.version = v.version) as comments
        """;

    private const string From = "from tenant.policy_versions v join tenant.policies p on p.organisation_id = v.organisation_id and p.id = v.policy_id";

    private delegate Task<(PolicyOutcome, PolicyVersionDetail?, FeedEvent?)> Change(NpgsqlConnection connection, PolicyWrites.LockedPolicy policy, PolicyVersionDetail version);

    /// <summary>Versions, the newest first.</summary>
    public Task<List<PolicyVersionView>> ListAsync(Id<Organisation> organisation, string policy, long? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<PolicyVersionView>(
            $"""
            select {Columns} {From}
            where v.organisation_id = tenant.current_organisation() and v.policy_id = @policy and (@before is null or v.version < @before) order by v.version desc limit @limit
            """,
            new { policy, before, limit }, cancellationToken), cancellationToken);

    /// <summary>A version; null when it is not there.</summary>
    public Task<PolicyVersionDetail?> FindAsync(Id<Organisation> organisation, string policy, long version, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, policy, version, cancellationToken), cancellationToken);

    /// <summary>Keeps a draft.</summary>
    public Task<(PolicyOutcome Outcome, PolicyVersionDetail? Version, FeedEvent? Event)> AddAsync(
        Id<Organisation> organisation, string policy, NewPolicyVersion draft, PolicyActor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync<(PolicyOutcome, PolicyVersionDetail?, FeedEvent?)>(organisation, async connection =>
        {
            if (await connection.LockAsync(policy, cancellationToken) is not { } locked)
                return (PolicyOutcome.NotThere, null, null);
            if (locked.Archived)
                return (PolicyOutcome.WrongState, null, null);
            var number = await connection.AddVersionAsync(policy, draft, actor, cancellationToken);
            return await ToldAsync(connection, policy, number, actor, "policy.drafted", cancellationToken);
        }, cancellationToken);

    /// <summary>Keeps a version and puts it in force at once, where nobody else must agree.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="policy">Which policy.</param>
    /// <param name="expected">The revision of the policy that the author read.</param>
    /// <param name="version">The version.</param>
    /// <param name="actor">Who writes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="askReview">Whether, where another person must agree, the version is kept and waits for them.</param>
    public Task<(PolicyOutcome Outcome, PolicyVersionDetail? Version, FeedEvent? Event)> AddActiveAsync(
        Id<Organisation> organisation, string policy, long expected, NewPolicyVersion version, PolicyActor actor, CancellationToken cancellationToken, bool askReview = false) =>
        tenants.InTenantAsync<(PolicyOutcome, PolicyVersionDetail?, FeedEvent?)>(organisation, async connection =>
        {
            if (await connection.LockAsync(policy, cancellationToken) is not { } locked)
                return (PolicyOutcome.NotThere, null, null);
            if (locked.Archived)
                return (PolicyOutcome.WrongState, null, null);
            if (locked.Revision != expected)
                return (PolicyOutcome.Changed, null, null);
            if (locked.SecondPerson && !askReview)
                return (PolicyOutcome.AnotherPerson, null, null);
            var number = await connection.AddVersionAsync(policy, version, actor, cancellationToken);
            if (locked.SecondPerson)
            {
                await AskAsync(connection, policy, number, actor, cancellationToken);
                var (_, waiting, told) = await ToldAsync(connection, policy, number, actor, "policy.review_asked", cancellationToken);
                return (PolicyOutcome.Asked, waiting, told);
            }

            var appended = await connection.ActivateAsync(clock, policy, number, actor, cancellationToken);
            return (PolicyOutcome.Done, await FindAsync(connection, policy, number, cancellationToken), appended);
        }, cancellationToken);

    /// <summary>Asks for a draft to come into force.</summary>
    public Task<(PolicyOutcome Outcome, PolicyVersionDetail? Version, FeedEvent? Event)> AskReviewAsync(
        Id<Organisation> organisation, string policy, long version, PolicyActor actor, CancellationToken cancellationToken) =>
        ChangeAsync(organisation, policy, version, async (connection, _, found) =>
        {
            if (found.State != "draft")
                return (PolicyOutcome.WrongState, null, null);
            await AskAsync(connection, policy, version, actor, cancellationToken);
            return await ToldAsync(connection, policy, version, actor, "policy.review_asked", cancellationToken);
        }, cancellationToken);

    /// <summary>Makes a version that waits for review a draft again.</summary>
    public Task<(PolicyOutcome Outcome, PolicyVersionDetail? Version, FeedEvent? Event)> ReturnAsync(
        Id<Organisation> organisation, string policy, long version, PolicyActor actor, CancellationToken cancellationToken) =>
        ChangeAsync(organisation, policy, version, async (connection, _, found) =>
        {
            if (found.State != "review")
                return (PolicyOutcome.WrongState, null, null);
            await connection.RunAsync(
                """
                update tenant.policy_versions set review_asked_at = null, review_asked_by = null
                where organisation_id = tenant.current_organisation() and policy_id = @policy and version = @version
                """,
                new { policy, version }, cancellationToken);
            return await ToldAsync(connection, policy, version, actor, "policy.returned", cancellationToken);
        }, cancellationToken);

    /// <summary>Puts a draft, or what waits for review, in force. Where two persons are asked for, it must wait for review and the other person is not its author.</summary>
    public Task<(PolicyOutcome Outcome, PolicyVersionDetail? Version, FeedEvent? Event)> ActivateAsync(
        Id<Organisation> organisation, string policy, long version, long expected, PolicyActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return ChangeAsync(organisation, policy, version, async (connection, locked, found) =>
        {
            if (locked.Revision != expected)
                return (PolicyOutcome.Changed, null, null);
            if (found.State is not ("draft" or "review") || (locked.SecondPerson && found.State == "draft"))
                return (PolicyOutcome.WrongState, null, null);
            if (locked.SecondPerson && (found.CreatedById == actor.PersonId || !actor.SignedIn))
                return (PolicyOutcome.AnotherPerson, null, null);
            var appended = await connection.ActivateAsync(clock, policy, version, actor, cancellationToken);
            return (PolicyOutcome.Done, await FindAsync(connection, policy, version, cancellationToken), appended);
        }, cancellationToken);
    }

    /// <summary>Lets a draft run beside the version in force, in its scope; or, without a version, ends that.</summary>
    public Task<(PolicyOutcome Outcome, FeedEvent? Event)> ShadowAsync(
        Id<Organisation> organisation, string policy, long? version, PolicyActor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync<(PolicyOutcome, FeedEvent?)>(organisation, async connection =>
        {
            if (await connection.LockAsync(policy, cancellationToken) is not { } locked)
                return (PolicyOutcome.NotThere, null);
            var draft = version is { } number ? await FindAsync(connection, policy, number, cancellationToken) : null;
            if (version is not null && draft is null)
                return (PolicyOutcome.NotThere, null);
            if (locked.Archived || draft is { State: not ("draft" or "review") })
                return (PolicyOutcome.WrongState, null);
            var set = await connection.RunAsync(
                """
                update tenant.policies set shadow_version = @version, revision = revision + 1, scope = case when active_version is null then coalesce(@scope, scope) else scope end
                where organisation_id = tenant.current_organisation() and id = @policy and (active_version is null or @scope is null or scope = @scope)
                """,
                new { policy, version, scope = draft?.Scope }, cancellationToken);
            return set == 0
                ? (PolicyOutcome.WrongState, null)
                : (PolicyOutcome.Done, await connection.ChangedAsync(
                    clock, policy, actor, version is null ? "policy.shadow_ended" : "policy.shadowed", new { version }, seen: true, cancellationToken));
        }, cancellationToken);

    /// <summary>Comments on a version, oldest first.</summary>
    public Task<List<PolicyCommentView>> ListCommentsAsync(
        Id<Organisation> organisation, string policy, long version, string? after, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<PolicyCommentView>(
            """
            select id, version, line, body as text, author_name, at from tenant.policy_comments
            where organisation_id = tenant.current_organisation() and policy_id = @policy and version = @version and (@after is null or id > @after) order by id limit @limit
            """,
            new { policy, version, after, limit }, cancellationToken), cancellationToken);

    /// <summary>Comments on a version.</summary>
    public Task<(PolicyCommentView Comment, FeedEvent Event)> CommentAsync(
        Id<Organisation> organisation, string policy, long version, int? line, string text, PolicyActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var (id, at) = (Id<PolicyComment>.New(clock).Value, clock.GetUtcNow());
            await connection.RunAsync(
                """
                insert into tenant.policy_comments (organisation_id, policy_id, id, version, line, body, author, author_name, at)
                values (tenant.current_organisation(), @policy, @id, @version, @line, @text, @author, @name, @at)
                """,
                new { policy, id, version, line, text, author = actor.Actor.Id, name = actor.Actor.Name, at }, cancellationToken);
            var appended = await connection.ChangedAsync(clock, policy, actor, "policy.commented", new { version }, seen: false, cancellationToken);
            return (new PolicyCommentView(id, version, line, text, actor.Actor.Name, at), appended);
        }, cancellationToken);
    }

    private static Task<PolicyVersionDetail?> FindAsync(NpgsqlConnection connection, string policy, long version, CancellationToken cancellationToken) =>
        connection.FirstAsync<PolicyVersionDetail>(
            $"select {Columns}, v.document {From} where v.organisation_id = tenant.current_organisation() and v.policy_id = @policy and v.version = @version",
            new { policy, version }, cancellationToken);

    private Task<int> AskAsync(NpgsqlConnection connection, string policy, long version, PolicyActor actor, CancellationToken cancellationToken) => connection.RunAsync(
        """
        update tenant.policy_versions set review_asked_at = @now, review_asked_by = @person
        where organisation_id = tenant.current_organisation() and policy_id = @policy and version = @version
        """,
        new { policy, version, person = actor.PersonId, now = clock.GetUtcNow() }, cancellationToken);

    private Task<(PolicyOutcome Outcome, PolicyVersionDetail? Version, FeedEvent? Event)> ChangeAsync(
        Id<Organisation> organisation, string policy, long version, Change change, CancellationToken cancellationToken) =>
        tenants.InTenantAsync<(PolicyOutcome, PolicyVersionDetail?, FeedEvent?)>(organisation, async connection =>
            await connection.LockAsync(policy, cancellationToken) is not { } locked || await FindAsync(connection, policy, version, cancellationToken) is not { } found
                ? (PolicyOutcome.NotThere, null, null)
                : locked.Archived ? (PolicyOutcome.WrongState, null, null) : await change(connection, locked, found), cancellationToken);

    private async Task<(PolicyOutcome, PolicyVersionDetail?, FeedEvent?)> ToldAsync(
        NpgsqlConnection connection, string policy, long version, PolicyActor actor, string action, CancellationToken cancellationToken)
    {
        var found = await FindAsync(connection, policy, version, cancellationToken);
        return (PolicyOutcome.Done, found, await connection.ChangedAsync(clock, policy, actor, action, new { version }, seen: false, cancellationToken));
    }
}
