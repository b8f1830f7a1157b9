using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Connections;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Answers gateways that are about to send what was approved. Where the answer cannot be known it is no.</summary>
internal sealed partial class ConsumptionDesk(
    HoldStore holds, RegionDirectory directory, ConnectionStore upstreams, LiveNotices notices, ApprovalClocks clocks, ILogger<ConsumptionDesk> logger) : IDisposable
{
    private const int AttemptBytes = 16, AtOnce = 64;
    private readonly SemaphoreSlim _room = new(AtOnce);

    /// <summary>Takes a question; the answer follows over the connection. When very many are open it is no, at once: renewals come behind it.</summary>
    public void Take(ControlConnection connection, Contracts.RegionLink.ConsumeApproval question)
    {
        if (_room.Wait(TimeSpan.Zero))
        {
            _ = AnswerAsync(connection, question);
            return;
        }

        Log.Full(logger, connection.Gateway.Id);
        Answer(connection, question, granted: false, ApprovalState.Unspecified);
    }

    public void Dispose() => _room.Dispose();

    private async Task AnswerAsync(ControlConnection connection, Contracts.RegionLink.ConsumeApproval question)
    {
        var (granted, state) = (false, ApprovalState.Unspecified);
        try
        {
            (granted, state) = await ConsumeAsync(connection, question);
        }
        catch (Exception failed)
        {
            Log.Failed(logger, question.ApprovalId, failed);
        }
        finally
        {
            _room.Release();
        }

        Answer(connection, question, granted, state);
    }

    private static void Answer(ControlConnection connection, Contracts.RegionLink.ConsumeApproval question, bool granted, ApprovalState state) =>
        connection.Send(new() { Consumed = new() { Attempt = question.Attempt, Granted = granted, State = state } });

    private async Task<(bool Granted, ApprovalState State)> ConsumeAsync(ControlConnection connection, Contracts.RegionLink.ConsumeApproval question)
    {
        if (!Id<Organisation>.TryParse(question.OrganisationId, out var organisation) || !Id<Approval>.TryParse(question.ApprovalId, out var approval)
            || !Id<Exchange>.TryParse(question.ExchangeId, out var exchange) || question.Attempt.Length != AttemptBytes || !RuleRecords.AreInForce(question.Policies)
            || !await directory.ServesAsync(connection.Gateway.RegionId, organisation.Value, connection.Closing)
            || !await upstreams.IsServedAsync(organisation, approval, connection.Gateway.RegionId, connection.Closing))
        {
            Log.Refused(logger, connection.Gateway.Id);
            return (false, ApprovalState.Unspecified);
        }

        var outcome = await holds.ConsumeAsync(
            new(organisation, approval, exchange, question.Digest.ToByteArray(), question.Policies, question.Attempt.ToByteArray(), connection.Gateway.Id), connection.Closing);
        notices.FeedAdvanced(outcome.Feeds);
        if (outcome.Granted)
            clocks.Moved(organisation.Value, approval.Value);
        return (outcome.Granted, outcome.State);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Whether approval {Approval} may be used could not be found out, so it may not.")]
        public static partial void Failed(ILogger logger, string approval, Exception exception);

        [LoggerMessage(LogLevel.Error, "Gateway {Gateway} may not use an approval, because too many ask at once.")]
        public static partial void Full(ILogger logger, string gateway);

        [LoggerMessage(LogLevel.Error, "Gateway {Gateway} asked to use an approval that is malformed, or of an organisation or a connection that its region does not serve.")]
        public static partial void Refused(ILogger logger, string gateway);
    }
}
