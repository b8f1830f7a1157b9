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
/// Fetches security events of streams that are polled (RFC 8936). Every process looks; each poll is one's, and ends in time: no transmitter holds up another
/// organisation's. What was not taken for a reason of this side is not acknowledged, so it comes again.
/// </summary>
internal sealed partial class EventPolls(
    EventStreamStore streams, IdentityProviderStore providers, EventTransmitter transmitter, SecurityEvents events, KeyVault vault, IOptions<FederationOptions> options, TimeProvider clock,
    ILogger<EventPolls> logger) : BackgroundService
{
    // So few at a time that the longest tokens fit into what is read of an answer.
    private const int AtOnce = 16, AtOnceOfOne = 2, MostEvents = 7, LongestFailure = 300;

    private readonly FairTurns _turns = new(AtOnce, AtOnceOfOne);

    /// <summary>Polls what is due, and waits for it.</summary>
    public async Task PollDueAsync(CancellationToken cancellationToken) => await Task.WhenAll(await BeginAsync(cancellationToken));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        using var timer = new PeriodicTimer(options.Value.PollEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // Those that take long go on while others begin.
                await BeginAsync(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, failed);
            }
        }
    }

    private async Task<List<Task>> BeginAsync(CancellationToken cancellationToken)
    {
        List<Task> begun = [];
        foreach (var (organisation, provider) in await streams.ListDueAsync(options.Value.PollEvery, options.Value.PollAfterFailure, cancellationToken))
            if (_turns.TryEnter(organisation.Value))
                begun.Add(PollAsync(organisation, provider, cancellationToken));
        return begun;
    }

    private async Task PollAsync(Id<Organisation> organisation, Id<IdentityProvider> id, CancellationToken cancellationToken)
    {
        try
        {
            if (!await streams.BeginPollAsync(organisation, id, options.Value.PollPatience, cancellationToken))
                return;
            using var patience = new CancellationTokenSource(options.Value.PollPatience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            string? failure;
            try
            {
                failure = await FetchAllAsync(organisation, id, either.Token);
            }
            catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
            {
                failure = failed switch
                {
                    ProviderException => failed.Message,
                    OperationCanceledException => "It took too long. What is left is fetched next time.",
                    _ => "SaaSGate could not take them just now.",
                };
                Log.NotPolled(logger, id.Value, organisation.Value, failure, failed is ProviderException or OperationCanceledException ? null : failed);
            }

            await streams.EndPollAsync(organisation, id, failure?[..Math.Min(failure.Length, LongestFailure)], cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, failed);
        }
        catch (OperationCanceledException)
        {
            // The process ends; the turn ends by itself.
        }
        finally
        {
            _turns.Leave(organisation.Value);
        }
    }

    /// <returns>Why some of it was not taken; null where all was.</returns>
    private async Task<string?> FetchAllAsync(Id<Organisation> organisation, Id<IdentityProvider> id, CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(organisation, id, cancellationToken) is not { What.Enabled: true } provider
            || await streams.FindAsync(organisation, id, cancellationToken) is not { Enabled: true, IsPolled: true, PollAddress: { } address, TokenSealed: { } box } stream)
            return null;
        var accessToken = Encoding.UTF8.GetString(vault.Open(VaultPurpose.EventStreamToken(organisation.Value, id.Value), box));
        string? failure = null;
        List<string> taken = [];
        Dictionary<string, EventError> refused = [];
        do
        {
            var fetched = await transmitter.FetchAsync(provider, new(address), accessToken, MostEvents, taken, refused, cancellationToken);
            taken.Clear();
            refused.Clear();
            foreach (var (name, text) in fetched)
            {
                try
                {
                    var why = text is null ? "no signed token" : await events.TakeAsync(provider, stream, text, cancellationToken);
                    if (why is null)
                        taken.Add(name);
                    else
                        refused[name] = EventError.Of(why);
                }
                catch (Exception notNow) when (notNow is not OperationCanceledException)
                {
                    failure = notNow is ProviderException ? notNow.Message : "SaaSGate could not take an event just now.";
                    if (notNow is not ProviderException)
                        Log.NotPolled(logger, id.Value, organisation.Value, failure, notNow);
                }
            }

            // Once more with what became of these; there may be others.
        }
        while (taken.Count + refused.Count > 0);
        return failure;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Security events of {Provider} of {Organisation} could not all be fetched. {Failure}")]
        public static partial void NotPolled(ILogger logger, string provider, string organisation, string failure, Exception? exception);

        [LoggerMessage(LogLevel.Warning, "Streams of security events could not be polled; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
