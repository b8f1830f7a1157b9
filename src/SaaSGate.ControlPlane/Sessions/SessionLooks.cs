using System.Collections.Concurrent;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Sessions;

namespace SaaSGate.ControlPlane.Sessions;

/// <summary>
/// Sees to it that every look at a recording is in the audit log. Pages ask often for the same: what this process has
/// written within <see cref="SessionViewStore.OneLook"/> is not asked of the database again.
/// </summary>
internal sealed class SessionLooks(SessionViewStore views, TimeProvider clock)
{
    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<(string Organisation, string Actor, string Session), long> _written = new();

    /// <summary>Writes that the caller looks at a session. To be called before anything of it is given.</summary>
    public async Task NoteAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        var key = (caller.OrganisationId.Value, caller.ActorId, sessionId);
        var now = clock.GetTimestamp();
        if (_written.TryGetValue(key, out var at) && clock.GetElapsedTime(at, now) < SessionViewStore.OneLook)
            return;
        await views.AppendAsync(caller.OrganisationId, clock, caller.Actor, sessionId, cancellationToken);
        if (_written.Count >= MostRemembered)
            _written.Clear();
        _written[key] = now;
    }
}
