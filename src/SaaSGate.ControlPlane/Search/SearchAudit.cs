using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.ControlPlane.Search;

/// <summary>
/// Writes who searched recordings for what: one entry a search, its words masked. Entries are written when the keys rest, so a process
/// that is killed takes the last seconds' with it; one that ends writes them.
/// </summary>
internal sealed partial class SearchAudit(AuditStore audit, SearchMasks masks, IOptions<SearchOptions> options, TimeProvider clock, ILogger<SearchAudit> logger) : BackgroundService
{
    /// <summary>The action of an entry.</summary>
    public const string Made = "search.made";

    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly SearchesMade _made = new(options.Value, clock);
    private readonly ConcurrentQueue<MadeSearch> _waiting = new();

    /// <summary>Notes that somebody searches.</summary>
    public void Note(Caller caller, SearchParameters parameters) => Add(_made.Note(Of(caller, parameters)));

    /// <summary>Writes at once that somebody does this with what they search for.</summary>
    public Task WriteAsync(Caller caller, string action, SearchParameters parameters, CancellationToken cancellationToken) =>
        WriteAsync(Of(caller, parameters), action, cancellationToken);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Add(_made.Rested(all: true));
        await WriteWaitingAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Add(_made.Rested());
            await WriteWaitingAsync(stoppingToken);
        }
    }

    private static MadeSearch Of(Caller caller, SearchParameters parameters) =>
        new(caller.OrganisationId, caller.Actor, parameters.Text?.Trim().TrimEnd('*') ?? "", parameters.ToolInput?.Trim().TrimEnd('*') ?? "", parameters.Values(), parameters.Filters());

    private void Add(List<MadeSearch> made)
    {
        foreach (var search in made)
        {
            if (_waiting.Count < MostWaiting)
                _waiting.Enqueue(search);
            else
                Log.Full(logger, search.Actor.Id);
        }
    }

    private async Task WriteWaitingAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_waiting.TryPeek(out var search))
            {
                await WriteAsync(search, Made, cancellationToken);
                _waiting.TryDequeue(out _);
            }
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, failed);
        }
    }

    private async Task WriteAsync(MadeSearch search, string action, CancellationToken cancellationToken)
    {
        var mask = await masks.ForAsync(search.OrganisationId, cancellationToken);
        await audit.AppendAsync(
            search.OrganisationId, clock, search.Actor, action, null,
            new { words = mask.Words(search.Words), input = mask.Words(search.ToolInput), values = mask.Values(search.Values), filters = search.Filters }, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Searches could not be written to the audit log; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "A search of {Actor} does not stand in the audit log: too many wait.")]
        public static partial void Full(ILogger logger, string actor);
    }
}
