using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Proof;

namespace SaaSGate.ControlPlane.Proof;

/// <summary>Makes checkpoints.</summary>
internal sealed partial class CheckpointMaker(CheckpointStore checkpoints, SigningKeys keys, TimeProvider clock, ILogger<CheckpointMaker> logger)
{
    /// <summary>Makes one of every organisation in which something changed. One that fails does not keep the others from theirs.</summary>
    public async Task MakeAllAsync(CancellationToken cancellationToken)
    {
        foreach (var organisation in await checkpoints.ListUnprovenAsync(cancellationToken))
        {
            try
            {
                await MakeAsync(Id<Organisation>.Parse(organisation), cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.Failed(logger, organisation, exception);
            }
        }
    }

    /// <summary>Makes one of an organisation, if something changed.</summary>
    public async Task<long?> MakeAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        try
        {
            return await SignAsync(organisation, cancellationToken);
        }
        catch (SigningKeyRetiredException)
        {
            // The next key signs.
            return await SignAsync(organisation, cancellationToken);
        }
    }

    private async Task<long?> SignAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        using var signer = await keys.CurrentAsync(cancellationToken);
        return await checkpoints.MakeAsync(organisation, clock.GetUtcNow(), signer, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "No checkpoint of {Organisation} could be made; it is tried again in a minute.")]
        public static partial void Failed(ILogger logger, string organisation, Exception exception);
    }
}
