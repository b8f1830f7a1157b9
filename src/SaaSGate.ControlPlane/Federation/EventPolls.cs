using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>
/// Fetches security events of streams that are polled (RFC 8936). Every process looks; each poll is one's. What was not taken because of this side is not
/// acknowledged, so it comes again.
/// </summary>
internal sealed partial class EventPolls(
    EventStreamStore streams, IdentityProviderStore providers, EventTransmitter transmitter, SecurityEvents events, KeyVault vault, IOptions<FederationOptions> options, TimeProvider clock,
    ILogger<EventPolls> logger) : BackgroundService
{
    private const int AtOnce = 8, MostEvents = 50, MostRounds = 20, LongestFailure = 300;

    /// <summary>Polls what is due, and all that is there then.</summary>
    public async Task PollDueAsync(CancellationToken cancellationToken) => await Parallel.ForEachAsync(
        await streams.ListDueAsync(options.Value.PollEvery, options.Value.PollAfterFailure, cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (due, cancel) =>
        {
            if (await streams.BeginPollAsync(due.Organisation, due.Provider, options.Value.PollEvery, cancel))
                await streams.EndPollAsync(due.Organisation, due.Provider, await PollAsync(due.Organisation, due.Provider, cancel), cancel);
        });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        using var timer = new PeriodicTimer(options.Value.PollEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PollDueAsync(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, failed);
            }
        }
    }

    /// <returns>Why it failed; null where it did not.</returns>
    private async Task<string?> PollAsync(Id<Organisation> organisation, Id<IdentityProvider> id, CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(organisation, id, cancellationToken) is not { What.Enabled: true } provider
            || await streams.FindAsync(organisation, id, cancellationToken) is not { Enabled: true, IsPolled: true, PollAddress: { } address, TokenSealed: { } box } stream)
            return null;
        var accessToken = Encoding.UTF8.GetString(vault.Open(VaultPurpose.EventStreamToken(organisation.Value, id.Value), box));
        string? failure = null;
        try
        {
            List<string> taken = [];
            Dictionary<string, EventError> refused = [];
            for (var round = 0; round < MostRounds; round++)
            {
                var fetched = await transmitter.FetchAsync(provider, new(address), accessToken, MostEvents, taken, refused, cancellationToken);
                taken.Clear();
                refused.Clear();
                foreach (var (name, text) in fetched)
                {
                    try
                    {
                        if (await events.TakeAsync(provider, stream, text, cancellationToken) is { } why)
                            refused[name] = EventError.Of(why);
                        else
                            taken.Add(name);
                    }
                    catch (ProviderException unknown)
                    {
                        failure = unknown.Message;
                    }
                }

                // Once more with what became of these; there may be others.
                if (taken.Count + refused.Count == 0)
                    break;
            }
        }
        catch (ProviderException unreachable)
        {
            failure = unreachable.Message;
        }

        if (failure is not null)
            Log.NotPolled(logger, id.Value, organisation.Value, failure);
        return failure?[..Math.Min(failure.Length, LongestFailure)];
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Security events of {Provider} of {Organisation} could not all be fetched. {Failure}")]
        public static partial void NotPolled(ILogger logger, string provider, string organisation, string failure);

        [LoggerMessage(LogLevel.Warning, "Streams of security events could not be polled; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
