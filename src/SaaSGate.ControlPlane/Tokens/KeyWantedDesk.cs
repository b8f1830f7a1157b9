using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Takes what gateways say of tokens: keys that they miss, and refusals. Of organisations of their region alone.</summary>
internal sealed partial class KeyWantedDesk(IssuerKeys keys, TokenKeyRing ring, RefusedTokens refused, RegionDirectory directory, ILogger<KeyWantedDesk> logger) : IDisposable
{
    private const int LongestText = 100, AtOnce = 8;
    private readonly SemaphoreSlim _room = new(AtOnce);

    /// <summary>Has the keys fetched, in the background: no lease waits for it.</summary>
    public void Take(LinkConnection connection, KeyWanted wanted)
    {
        if (_room.Wait(0))
            _ = SeeToAsync(connection, wanted);
    }

    public Task TakeAsync(LinkConnection connection, TokenRefused told) => RunAsync(connection, async () =>
    {
        if (Id<Organisation>.TryParse(told.OrganisationId, out var organisation) && await directory.ServesAsync(connection.Gateway.RegionId, organisation.Value, connection.Closing))
            await refused.TellAsync(
                organisation, "token.refused", Cut(told.Credential), Cut(told.Reason), new Actor(connection.Gateway.Id, connection.Gateway.Name), told.Count, connection.Closing);
    });

    public void Dispose() => _room.Dispose();

    private async Task SeeToAsync(LinkConnection connection, KeyWanted wanted)
    {
        try
        {
            await RunAsync(connection, () => FetchAsync(connection, wanted));
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task FetchAsync(LinkConnection connection, KeyWanted wanted)
    {
        if (!Id<Organisation>.TryParse(wanted.OrganisationId, out var organisation) || !await directory.ServesAsync(connection.Gateway.RegionId, organisation.Value, connection.Closing))
            return;
        if (Id<TrustedIssuer>.TryParse(wanted.IssuerId, out var issuer))
            await keys.RefreshAsync(organisation, issuer, connection.Closing);
        else if (wanted.IssuerId.Length == 0)
            await ring.ReadAsync(connection.Closing);
    }

    private static string Cut(string text) => RecordText.Clean(text.Length > LongestText ? text[..LongestText] : text);

    private async Task RunAsync(LinkConnection connection, Func<Task> work)
    {
        try
        {
            TenantContext.EnterSystem();
            await work();
        }
        catch (Exception failed) when (!connection.Closing.IsCancellationRequested)
        {
            Log.Failed(logger, connection.Gateway.Id, failed);
        }
        catch (OperationCanceledException)
        {
            // The connection ended; the gateway says it again where it still matters.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "What gateway {Gateway} says of tokens could not be seen to.")]
        public static partial void Failed(ILogger logger, string gateway, Exception exception);
    }
}
