using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Groups: <c>/Groups</c>. A PATCH is answered with 204, as Entra ID expects it.</summary>
internal sealed class ScimGroups(DirectoryGroupStore groups, LiveNotices notices)
{
    public async Task<ScimReply> ListAsync(ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        var projection = Projection(call);
        var query = ScimLists.Query(call.Query, ScimSchema.Group, projection.Wants("members"));
        return ScimLists.Page(await groups.ListAsync(caller.Organisation, query, cancellationToken), query, group => projection.Apply(ScimRender.Group(group, caller.Root)));
    }

    public async Task<ScimReply> GetAsync(string id, ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        var projection = Projection(call);
        var group = await groups.FindAsync(caller.Organisation, id, projection.Wants("members"), cancellationToken) ?? throw new ScimException(ScimProblems.NotFound);
        return ScimLists.Expected(call.IfNoneMatch) == group.Version ? new(304) : new(200, projection.Apply(ScimRender.Group(group, caller.Root)));
    }

    public async Task<ScimReply> CreateAsync(ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        var draft = ScimBodies.Group(ScimBodies.Resource(call.Body, ScimSchema.Group), Members(call.Body));
        var made = Done(await Known(groups.CreateAsync(caller.Organisation, draft, caller.Actor, cancellationToken)), caller);
        return await GetAsync(made.Id, call, caller, cancellationToken) with { Status = 201 };
    }

    /// <summary>An empty list empties the group. Where there is none, its people stay: Okta pushes a name alone.</summary>
    public async Task<ScimReply> ReplaceAsync(string id, ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        var resource = ScimBodies.Resource(call.Body, ScimSchema.Group);
        var members = Members(call.Body);
        Done(await Known(groups.ChangeAsync(
            caller.Organisation, id, ScimLists.Expected(call.IfMatch), _ => ScimBodies.Group((JsonObject)resource.DeepClone(), members), caller.Actor, cancellationToken)), caller);
        return await GetAsync(id, call with { IfNoneMatch = null }, caller, cancellationToken);
    }

    public async Task<ScimReply> PatchAsync(string id, ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        var operations = ScimPatch.Read(call.Body, ScimSchema.Group);
        Done(await Known(groups.ChangeAsync(caller.Organisation, id, ScimLists.Expected(call.IfMatch), current =>
        {
            var resource = (JsonObject)JsonNode.Parse(current.Resource)!;
            var patch = new ScimPatch(ScimSchema.Group, resource);
            patch.Apply(operations);
            return ScimBodies.Group(resource, patch.Members);
        }, caller.Actor, cancellationToken)), caller);
        return call.Query("attributes") is null ? new(204) : await GetAsync(id, call with { IfNoneMatch = null }, caller, cancellationToken);
    }

    public async Task<ScimReply> DeleteAsync(string id, ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        Done(await groups.DeleteAsync(caller.Organisation, id, ScimLists.Expected(call.IfMatch), caller.Actor, cancellationToken), caller);
        return new(204);
    }

    private DirectoryGroup Done(DirectoryChange<DirectoryGroup> change, ScimCaller caller)
    {
        if (change.Outcome != DirectoryOutcome.Done)
            throw new ScimException(ScimUsers.ProblemOf(change.Outcome));
        notices.FeedAdvanced(change.Feeds);
        foreach (var person in change.RolesChanged ?? [])
            notices.SignInEnded(new(caller.Organisation.Value, person, null, Everywhere: false));
        return change.Value!;
    }

    private static async Task<DirectoryChange<DirectoryGroup>> Known(Task<DirectoryChange<DirectoryGroup>> change)
    {
        try
        {
            return await change;
        }
        catch (UnknownMemberException unknown)
        {
            throw new ScimException(ScimProblems.InvalidValue, unknown.Message);
        }
    }

    private static List<DirectoryMemberChange> Members(JsonNode? body) => body is JsonObject sent && JsonNames.Get(sent, "members") is { } members
        ? [new(DirectoryMemberChangeKind.Replace, ScimMembers.Read(members))]
        : [];

    private static ScimProjection Projection(ScimCall call) => new(call.Query("attributes"), call.Query("excludedAttributes"), ScimSchema.Group);
}
