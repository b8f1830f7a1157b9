using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Exports;

namespace SaaSGate.ControlPlane.Exports;

/// <inheritdoc cref="IExportGrain"/>
internal sealed class ExportGrain(ExportStore exports, ExportSender sender, KeyVault vault, TimeProvider clock) : Grain, IExportGrain
{
    private const int AtOnce = 100, MostBatches = 10, MostBytes = 512 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromMinutes(5);

    // Receivers bound what they take: after each failure it is half as much, after each success a quarter more.
    private int _most = AtOnce;

    private Id<Organisation> Organisation => Id<Organisation>.Parse(GrainKeys.OrganisationOf(this.GetPrimaryKeyString())!);

    private string Sink => GrainKeys.IdOf(this.GetPrimaryKeyString());

    public async Task DrainAsync()
    {
        for (var batch = 0; batch < MostBatches; batch++)
        {
            // 1. What waits, from the cursor on.
            if (await exports.FindTargetAsync(Organisation, Sink, CancellationToken.None) is not { Enabled: true } target)
                return;
            var most = _most;
            var items = await exports.ReadAsync(Organisation, Sink, most, CancellationToken.None);
            if (items.Count == 0)
                return;

            // 2. Sent first, and noted then: what was sent and not noted is sent again.
            var events = Fitting(items.Select(item => EventOf(target, item)));
            try
            {
                await sender.SendAsync(target, SecretOf(target), events, CancellationToken.None);
            }
            catch (ExportException failed)
            {
                _most = Math.Max(1, events.Count / 2);
                var pause = FirstPause * Math.Pow(2, Math.Min(target.Failures, 10));
                await exports.FailAsync(Organisation, Sink, failed.Message, clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause), CancellationToken.None);
                return;
            }

            _most = Math.Min(AtOnce, _most + Math.Max(1, _most / 4));
            await exports.AdvanceAsync(Organisation, target, items[events.Count - 1], events.Count, CancellationToken.None);

            // Of checkpoints fewer may have been read than wait.
            if (target.What != "checkpoints" && events.Count == items.Count && items.Count < most)
                return;
        }
    }

    public async Task<string?> TestAsync()
    {
        if (await exports.FindTargetAsync(Organisation, Sink, CancellationToken.None) is not { } target)
            return "There is no such receiver.";
        try
        {
            // Whoever keeps checkpoints keeps nothing else: there it is a list with nothing in it.
            await sender.SendAsync(
                target, SecretOf(target), target.What == "checkpoints" ? [] : [OcsfEvents.Test(Organisation.Value, Sink, clock.GetUtcNow())], CancellationToken.None);
            return null;
        }
        catch (ExportException failed)
        {
            return failed.Message;
        }
    }

    /// <summary>The first of them: one, and as many more as fit into one message.</summary>
    private static List<ExportEvent> Fitting(IEnumerable<ExportEvent> events)
    {
        var (fitting, bytes) = (new List<ExportEvent>(), 0L);
        foreach (var told in events)
        {
            bytes += told.Json.Length;
            if (bytes > MostBytes && fitting.Count > 0)
                break;
            fitting.Add(told);
        }

        return fitting;
    }

    private ExportEvent EventOf(ExportTarget target, ExportItem item) =>
        target.What == "checkpoints" ? CheckpointEvents.Of(Organisation.Value, item) : OcsfEvents.Of(Organisation.Value, item);

    private byte[]? SecretOf(ExportTarget target) =>
        target.SecretSealed is { } box ? vault.Open(VaultPurpose.ExportSecret(Organisation.Value, target.Id), box) : null;
}
