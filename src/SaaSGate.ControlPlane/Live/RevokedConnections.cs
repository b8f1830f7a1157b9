using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Live;

/// <summary>
/// Ends open connections that the database no longer bears out: notices of a sign-in's end are quick, but may be lost, and
/// a new password sends none.
/// </summary>
internal sealed class RevokedConnections(SignInStore signIns)
{
    /// <param name="open">Connections by id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AbortAsync(IReadOnlyCollection<KeyValuePair<string, PortalConnection>> open, CancellationToken cancellationToken)
    {
        if (open.Count == 0)
            return;
        var asked = open.Select(one => new OpenConnection(
            one.Key, one.Value.Caller.SignInId!, one.Value.Stamp, one.Value.Caller.ActorId, one.Value.Caller.OrganisationId.Value)).ToList();
        var revoked = (await signIns.ListRevokedAsync(asked, cancellationToken)).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, connection) in open)
            if (revoked.Contains(id))
                connection.Abort();
    }
}
