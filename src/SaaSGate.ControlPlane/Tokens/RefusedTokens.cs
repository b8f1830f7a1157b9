using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Writes down that a token, an assertion or an event was refused, where it is known whose: once a minute for each credential and reason, whoever tries how often.</summary>
internal sealed partial class RefusedTokens(AuditStore audit, TimeProvider clock, ILogger<RefusedTokens> logger)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Organisation, string Action, string Credential, string Reason), DateTimeOffset> _told = new();

    /// <param name="organisation">Whose.</param>
    /// <param name="action">What the audit log calls it, such as <c>token.refused</c>.</param>
    /// <param name="credential">The client, issuer or provider that it was said to be of.</param>
    /// <param name="reason">A code of <see cref="Contracts.Tokens.TokenCheck"/>, or why the skill gets none.</param>
    /// <param name="actor">Who noticed.</param>
    /// <param name="count">How often.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task TellAsync(Id<Organisation> organisation, string action, string credential, string reason, Actor actor, long count, CancellationToken cancellationToken)
    {
        var (key, now) = ((organisation.Value, action, credential, reason), clock.GetUtcNow());
        if (_told.TryGetValue(key, out var at) && now - at < Between)
            return;
        if (_told.Count >= MostKept)
            _told.Clear();
        _told[key] = now;
        try
        {
            await audit.AppendAsync(organisation, clock, actor, action, credential, new { reason, count }, cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            // The refusal stands all the same.
            Log.NotWritten(logger, organisation.Value, failed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "That a token of {Organisation} was refused could not be written down.")]
        public static partial void NotWritten(ILogger logger, string organisation, Exception exception);
    }
}
