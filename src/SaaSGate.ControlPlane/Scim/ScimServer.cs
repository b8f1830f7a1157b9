using System.Data.Common;
using SaaSGate.Contracts.Problems;
using SaaSGate.Postgres.Billing;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Gives each call to what answers it. The bulk calls it too, once for each of its operations.</summary>
internal sealed class ScimServer(ScimUsers users, ScimGroups groups, ScimLimits limits)
{
    // Of SQLSTATE: PostgreSQL cannot keep the value, such as a text with the character NUL.
    private const string DataException = "22";

    /// <exception cref="ScimException">The call is refused.</exception>
    public async Task<ScimReply> AnswerAsync(ScimCall call, ScimCaller caller, bool limited, CancellationToken cancellationToken)
    {
        var deactivates = ScimDeactivation.Is(call);
        if (caller.Reduced && !deactivates && call.Method != "GET")
            throw new ScimException(ScimProblems.TokenReduced);
        if (limited && !deactivates)
            limits.Demand(caller.Organisation, 1);
        try
        {
            return await RouteAsync(call, caller, cancellationToken);
        }
        catch (DbException refused) when (refused.SqlState?.StartsWith(DataException, StringComparison.Ordinal) == true)
        {
            throw new ScimException(ScimProblems.InvalidValue, "A text holds a character that cannot be kept.");
        }
        catch (PlanLimitException)
        {
            throw new ScimException(ScimProblems.SeatLimit);
        }
        catch (DirectoryFullException full)
        {
            throw new ScimException(ScimProblems.DirectoryFull, $"{full.Message} Take away what nobody needs, or ask the operator of SaaSGate for more.");
        }
    }

    private Task<ScimReply> RouteAsync(ScimCall call, ScimCaller caller, CancellationToken cancellationToken) => (call.Path, call.Method) switch
    {
        ([var kind], "GET") when Is(kind, "Users") => users.ListAsync(call, caller, cancellationToken),
        ([var kind], "POST") when Is(kind, "Users") => users.CreateAsync(call, caller, cancellationToken),
        ([var kind, var search], "POST") when Is(kind, "Users") && search == ".search" => users.ListAsync(ScimSearch.Of(call), caller, cancellationToken),
        ([var kind, var id], "GET") when Is(kind, "Users") => users.GetAsync(id, call, caller, cancellationToken),
        ([var kind, var id], "PUT") when Is(kind, "Users") => users.ReplaceAsync(id, call, caller, cancellationToken),
        ([var kind, var id], "PATCH") when Is(kind, "Users") => users.PatchAsync(id, call, caller, cancellationToken),
        ([var kind, var id], "DELETE") when Is(kind, "Users") => users.DeleteAsync(id, call, caller, cancellationToken),
        ([var kind], "GET") when Is(kind, "Groups") => groups.ListAsync(call, caller, cancellationToken),
        ([var kind], "POST") when Is(kind, "Groups") => groups.CreateAsync(call, caller, cancellationToken),
        ([var kind, var search], "POST") when Is(kind, "Groups") && search == ".search" => groups.ListAsync(ScimSearch.Of(call), caller, cancellationToken),
        ([var kind, var id], "GET") when Is(kind, "Groups") => groups.GetAsync(id, call, caller, cancellationToken),
        ([var kind, var id], "PUT") when Is(kind, "Groups") => groups.ReplaceAsync(id, call, caller, cancellationToken),
        ([var kind, var id], "PATCH") when Is(kind, "Groups") => groups.PatchAsync(id, call, caller, cancellationToken),
        ([var kind, var id], "DELETE") when Is(kind, "Groups") => groups.DeleteAsync(id, call, caller, cancellationToken),
        ([var kind], "GET") when Is(kind, "ServiceProviderConfig") => Task.FromResult(ScimDiscovery.ServiceProviderConfig(caller.Root)),
        ([var kind, .. var id], "GET") when Is(kind, "ResourceTypes") && id.Length < 2 => Task.FromResult(ScimDiscovery.ResourceTypes(id.FirstOrDefault(), caller.Root)),
        ([var kind, .. var id], "GET") when Is(kind, "Schemas") && id.Length < 2 => Task.FromResult(ScimDiscovery.SchemasOf(id.FirstOrDefault(), caller.Root)),
        (["Me", ..], _) => throw new ScimException(ScimProblems.NotImplemented),
        ([var kind, .. var rest], _) when rest.Length < 2 && (Is(kind, "Users") || Is(kind, "Groups")) => throw new ScimException(ScimProblems.MethodNotAllowed),
        ([var kind], _) when Is(kind, "ServiceProviderConfig") || Is(kind, "ResourceTypes") || Is(kind, "Schemas") || Is(kind, "Bulk") => throw new ScimException(ScimProblems.MethodNotAllowed),
        _ => throw new ScimException(ScimProblems.NotFound),
    };

    private static bool Is(string part, string name) => JsonNames.Are(part, name);
}
