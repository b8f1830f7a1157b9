using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Offboarding;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>People: <c>/Users</c>. Whoever becomes inactive, by whatever call, leaves.</summary>
internal sealed class ScimUsers(DirectoryUserStore users, Offboarder offboarder, LiveNotices notices)
{
    public async Task<ScimReply> ListAsync(ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        var projection = Projection(call);
        var query = ScimLists.Query(call.Query, ScimSchema.User, projection.Wants("groups"));
        return ScimLists.Page(await users.ListAsync(caller.Organisation, query, cancellationToken), query, user => projection.Apply(ScimRender.User(user, caller.Root)));
    }

    public async Task<ScimReply> GetAsync(string id, ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(caller.Organisation, id, cancellationToken) ?? throw new ScimException(ScimProblems.NotFound);
        return ScimLists.Expected(call.IfNoneMatch) == user.Version ? new(304) : Reply(200, user, call, caller);
    }

    public async Task<ScimReply> CreateAsync(ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        var draft = ScimBodies.User(ScimBodies.Resource(call.Body, ScimSchema.User), activeUnlessSaid: true);
        var change = await users.CreateAsync(caller.Organisation, draft, caller.Cause(OffboardingKinds.ScimDeactivated), caller.Actor, cancellationToken);
        return Reply(201, await DoneAsync(change, caller), call, caller);
    }

    public async Task<ScimReply> ReplaceAsync(string id, ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        var resource = ScimBodies.Resource(call.Body, ScimSchema.User);
        return await ChangeAsync(id, call, caller, current => ScimBodies.User((JsonObject)resource.DeepClone(), current.Active), cancellationToken);
    }

    public async Task<ScimReply> PatchAsync(string id, ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        var operations = ScimPatch.Read(call.Body, ScimSchema.User);
        return await ChangeAsync(id, call, caller, current =>
        {
            var resource = (JsonObject)JsonNode.Parse(current.Resource)!;
            new ScimPatch(ScimSchema.User, resource).Apply(operations);
            return ScimBodies.User(resource, current.Active);
        }, cancellationToken);
    }

    public async Task<ScimReply> DeleteAsync(string id, ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        var change = await users.DeleteAsync(caller.Organisation, id, ScimLists.Expected(call.IfMatch), caller.Cause(OffboardingKinds.ScimDeleted), caller.Actor, cancellationToken);
        await DoneAsync(change, caller);
        return new(204);
    }

    private async Task<ScimReply> ChangeAsync(string id, ScimCall call, ScimCaller caller, Func<DirectoryUser, DirectoryUserDraft> to, CancellationToken cancellationToken) => Reply(
        200,
        await DoneAsync(
            await users.ChangeAsync(caller.Organisation, id, ScimLists.Expected(call.IfMatch), current => Allowed(to(current), caller), caller.Cause(OffboardingKinds.ScimDeactivated), caller.Actor, cancellationToken), caller),
        call, caller);

    /// <summary>Whatever a call was taken for, by a reduced token nobody becomes or stays active.</summary>
    private static DirectoryUserDraft Allowed(DirectoryUserDraft draft, ScimCaller caller) => caller.Reduced && draft.Active ? throw new ScimException(ScimProblems.TokenReduced) : draft;

    private async Task<DirectoryUser> DoneAsync(DirectoryChange<DirectoryUser> change, ScimCaller caller)
    {
        if (change.Outcome != DirectoryOutcome.Done)
            throw new ScimException(ProblemOf(change.Outcome));
        if (change.Left is not null)
            await offboarder.AfterAsync(caller.Organisation, change.Value!.Id, change.Left);
        else
            notices.FeedAdvanced(change.Feeds);
        return change.Value!;
    }

    internal static Problem ProblemOf(DirectoryOutcome outcome) => outcome switch
    {
        DirectoryOutcome.NotFound => ScimProblems.NotFound,
        DirectoryOutcome.Beyond => ScimProblems.TokenBeyond,
        DirectoryOutcome.NotShown => ScimProblems.AddressNotShown,
        DirectoryOutcome.Changed => ScimProblems.PreconditionFailed,
        _ => ScimProblems.Uniqueness,
    };

    private static ScimReply Reply(int status, DirectoryUser user, ScimCall call, ScimCaller caller) => new(status, Projection(call).Apply(ScimRender.User(user, caller.Root)));

    private static ScimProjection Projection(ScimCall call) => new(call.Query("attributes"), call.Query("excludedAttributes"), ScimSchema.User);
}
